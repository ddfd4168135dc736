/** As real-gpu.ts says, with transformers.js behind it. */
import './real-gpu.ts';
import '../../../workers/student/worker.ts';
