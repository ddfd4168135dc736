/** As weak-gpu.ts says, with web-llm behind it. */
import './weak-gpu.ts';
import '../../../workers/web-llm/worker.ts';
