/** One student loaded in one worker, which is replaced as a whole when it dies. */
import type { LoadedStudent } from '../../app/ports/student-engine.ts';
import { AppError, codeOf, messageOf } from '../../core/error.ts';
import type { StudentDevice, StudentSource } from '../../core/student.ts';
import { connect, type Connection } from '../../../workers/rpc/connect.ts';
import type { StudentApi } from '../../../workers/student/protocol.ts';

export type LoadOrder = {
	readonly source: StudentSource;
	readonly device: 'auto' | StudentDevice;
	readonly onBytes?: (done: number, total: number | null) => void;
};
export type StudentLine = {
	readonly rpc: Connection<StudentApi>;
	readonly loaded: LoadedStudent;
	/** Of WASM, that it computes with; null: a GPU computes. */
	readonly threads: number | null;
	/** Read for it. */
	readonly bytes: number;
};

/** Failures of a device that another device may not have. */
const OF_DEVICE = [
	'student/load-failed',
	'student/step-failed',
	'student/device-lost',
	'student/out-of-memory',
	'rpc/worker-died',
];

/**
 * A fresh worker with the student in it. 'auto': WASM where WebGPU turns out not to run this student.
 * Throws AppError 'student/…' or the signal's reason.
 */
export async function openLine(
	makeWorker: () => Worker,
	order: LoadOrder,
	signal: AbortSignal,
): Promise<StudentLine> {
	const rpc = connect<StudentApi>(makeWorker());
	let onGpu = false;
	let bytes = 0;
	try {
		const { device, note } = await rpc.call('chooseDevice', order.device, { signal });
		onGpu = device === 'webgpu';
		const onItem = ({ done, total }: { done: number; total: number | null }) => {
			bytes = done;
			order.onBytes?.(done, total);
		};
		const { threads, ...loaded } = await rpc.call(
			'load',
			{ source: order.source, device },
			{ signal, onItem },
		);
		return { rpc, loaded: { ...loaded, device, note }, threads, bytes };
	} catch (thrown) {
		// A session that failed makes every later one in its worker fail with the same error.
		rpc.close();
		if (!onGpu || order.device !== 'auto' || !OF_DEVICE.includes(codeOf(thrown)))
			throw named(thrown);
		const line = await openLine(makeWorker, { ...order, device: 'wasm' }, signal);
		const note = `WebGPU failed (${messageOf(thrown)}): WASM on the CPU instead.`;
		return { ...line, loaded: { ...line.loaded, note } };
	}
}

/** The worker's end by the student's name. */
export function named(thrown: unknown): unknown {
	switch (codeOf(thrown)) {
		case 'rpc/worker-died':
			return new AppError('student/worker-died', messageOf(thrown), { cause: thrown });
		case 'rpc/closed':
			return new AppError('student/closed', 'the student was closed or replaced by another', {
				cause: thrown,
			});
		default:
			return thrown;
	}
}
