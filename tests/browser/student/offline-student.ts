/** The student's worker without a network. */
import './no-network.ts';
import '../../../workers/student/worker.ts';
