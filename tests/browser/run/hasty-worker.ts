/** The run engine's own worker in hasty time: an hour without network is over in half a minute. */
import './hasty-time.ts';
import '../../../workers/run/worker.ts';
