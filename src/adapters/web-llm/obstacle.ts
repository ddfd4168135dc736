/** Whether web-llm runs a student on this device, found out without its weights. */
import { codeOf, messageOf } from '../../core/error.ts';
import type { StudentSource } from '../../core/student.ts';
import { softwareName } from '../../../workers/student/device.ts';
import { adapterForWebLlm, checkAdapter } from '../../../workers/web-llm/gpu.ts';
import { planOf } from '../../../workers/web-llm/plan.ts';

export type WebLlmObstacle =
	/** Software adapters count as none: they compute on the CPU, and slower than WASM. */
	{ readonly kind: 'no-gpu' } | { readonly kind: 'unfit'; readonly because: string };

/** null: nothing stands in the way. */
export async function webLlmObstacle(source: StudentSource): Promise<WebLlmObstacle | null> {
	try {
		const adapter = await adapterForWebLlm();
		if (softwareName(adapter.info) !== null) return { kind: 'no-gpu' };
		checkAdapter(adapter, await planOf(source));
		return null;
	} catch (thrown) {
		if (codeOf(thrown) === 'student/no-device') return { kind: 'no-gpu' };
		return { kind: 'unfit', because: messageOf(thrown) };
	}
}
