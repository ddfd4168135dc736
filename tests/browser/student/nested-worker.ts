/** A worker that has a student of its own, as the run worker has. */
import { TransformersStudentEngine } from '../../../src/adapters/transformers/student-engine.ts';
import type { StudentAnswer } from '../../../src/app/ports/student-engine.ts';
import type { Message } from '../../../src/core/call.ts';
import { serve } from '../../../workers/rpc/serve.ts';
import { answersOf, never, SHIPPED } from './practice.ts';

export type NestedApi = {
	ask: { args: readonly Message[][]; item: never; result: readonly StudentAnswer[] };
};

serve<NestedApi>({
	ask: async (asked) => {
		const engine = new TransformersStudentEngine();
		await engine.load(SHIPPED, { device: 'wasm' }, never);
		return answersOf(engine, asked);
	},
});
