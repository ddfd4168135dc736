/** A transfer worker for one piece of work, ended with it. */
import { connect, type Connection } from '../../../workers/rpc/connect.ts';
import type { TransferApi } from '../../../workers/transfer/protocol.ts';

export async function withWorker<Result>(
	work: (worker: Connection<TransferApi>) => Promise<Result>,
): Promise<Result> {
	const worker = connect<TransferApi>(
		new Worker(new URL('../../../workers/transfer/worker.ts', import.meta.url), {
			type: 'module',
			name: 'transfer',
		}),
	);
	try {
		return await work(worker);
	} finally {
		worker.close();
	}
}
