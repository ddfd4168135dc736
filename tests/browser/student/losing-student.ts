/** As losing-gpu.ts says, with the student behind it. */
import './losing-gpu.ts';
import '../../../workers/student/worker.ts';
