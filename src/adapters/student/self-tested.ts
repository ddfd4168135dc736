/** Whether an engine says what the trainer's model of a student says: asked once in this browser, and kept. */
import type { Settings } from '../../app/ports/settings.ts';
import type { StudentEngine } from '../../app/ports/student-engine.ts';
import { readSelfTest, selfTestDifference } from '../../app/self-test.ts';
import { codeOf } from '../../core/error.ts';
import { placeOf, type StudentSource } from '../../core/student.ts';
import { WEB_LLM_VERSION } from '../../core/web-llm-library.ts';
import { readSource } from '../../../workers/student/source-files.ts';
import { planOf } from '../../../workers/web-llm/plan.ts';

/** `engine`: web-llm, with the student in it. How it differs; null: not at all, or the student has no self-test. */
export type WebLlmTest = (
	engine: StudentEngine,
	source: StudentSource,
	signal: AbortSignal,
) => Promise<string | null>;

/** Another self-test, library or web-llm in the same place is tested anew. */
export function webLlmTest(settings: Pick<Settings, 'get' | 'set'>): WebLlmTest {
	return async (engine, source, signal) => {
		const text = await selfTestOf(source);
		if (text === null) return null;
		const name = `self-test web-llm ${placeOf(source)}`;
		const tested = await fingerprint(source, text);
		if ((await settings.get(name)) === tested) return null;
		const difference = await selfTestDifference(engine, readSelfTest(text), signal);
		if (difference === null) await settings.set(name, tested);
		return difference;
	};
}

/** null: it has none. */
async function selfTestOf(source: StudentSource): Promise<string | null> {
	try {
		return new TextDecoder().decode(await readSource(source, 'selftest.json', () => undefined));
	} catch (thrown) {
		if (codeOf(thrown) === 'student/file-missing') return null;
		throw thrown;
	}
}

async function fingerprint(source: StudentSource, text: string): Promise<string> {
	const { library } = await planOf(source);
	const program = 'sha256' in library ? library.sha256 : String(library.bytes);
	const bytes = new TextEncoder().encode([WEB_LLM_VERSION, program, text].join('\n'));
	const digest = new Uint8Array(await crypto.subtle.digest('SHA-256', bytes));
	return Array.from(digest, (byte) => byte.toString(16).padStart(2, '0')).join('');
}
