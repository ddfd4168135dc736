/** As losing-gpu.ts says, with web-llm behind it. */
import './losing-gpu.ts';
import '../../../workers/web-llm/worker.ts';
