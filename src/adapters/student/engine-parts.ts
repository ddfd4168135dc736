/** What an engine is chosen from: the engines, what a choice comes to, which of them are to be compared. */
import type { EngineChoice, EngineTask } from '../../app/engine-choice.ts';
import type { LoadedStudent, StudentEngine } from '../../app/ports/student-engine.ts';
import type { AnswerSource, StudentSource } from '../../core/student.ts';
import type { WebLlmObstacle } from '../web-llm/obstacle.ts';
import { tooLargeForWasm } from './comparison-words.ts';
import type { Compared, PoolEngine } from './comparison.ts';
import type { WebLlmTest } from './self-tested.ts';

export type Parts = {
	readonly task: EngineTask;
	/** What the user wants for the task. */
	readonly choice: () => Promise<EngineChoice>;
	readonly transformers: PoolEngine;
	/** transformers.js again, for the device that the first isn't on, while the two are compared. */
	readonly beside: PoolEngine;
	readonly webLlm: StudentEngine;
	/** Answers elsewhere, of which this page chooses nothing by itself. */
	readonly remote: StudentEngine;
	/** Why web-llm doesn't run the student here; null: it does. */
	readonly obstacle: (source: StudentSource) => Promise<WebLlmObstacle | null>;
	/** Whether web-llm, taken by the page itself, repeats the student's self-test. */
	readonly webLlmTest: WebLlmTest;
	/** A steady clock, ms; default the browser's. */
	readonly now?: () => number;
};
export type LoadOptions = Parameters<StudentEngine['load']>[1];
export type Order = { readonly source: AnswerSource; readonly options: LoadOptions };
/** Of a student that this device can load. */
export type OrderHere = Order & { readonly source: StudentSource };
export type Loading = {
	readonly choice: EngineChoice;
	/** Why this engine, in a sentence. */
	readonly because: string | null;
	readonly signal: AbortSignal;
};
export type Faster = { readonly choice: Compared | 'auto'; readonly note: string };

type Device = Parameters<StudentEngine['load']>[1]['device'];

export const ENGINES = {
	auto: 'transformers',
	'transformers-wasm': 'transformers',
	'transformers-webgpu': 'transformers',
	'web-llm': 'webLlm',
	trainer: 'remote',
} as const satisfies Readonly<Record<EngineChoice, string>>;

export const DEVICES = {
	auto: 'auto',
	'transformers-wasm': 'wasm',
	'transformers-webgpu': 'webgpu',
	'web-llm': 'webgpu',
	trainer: 'auto',
} as const satisfies Readonly<Record<EngineChoice, Device>>;

export function deviceChoice({ device }: { readonly device: Device }): EngineChoice {
	return device === 'webgpu' ? 'transformers-webgpu' : 'transformers-wasm';
}

/** Larger students aren't tried on WASM where a GPU runs them: a load would cost more than it could tell. */
const MOST_ON_WASM = 256e6;

/** What else may answer a pool; 'auto' takes a real GPU where there is one, so that what is on WASM has none. */
export function rivalsOf(
	{ device }: Pick<LoadedStudent, 'device'>,
	bytes: number,
	hasWebLlm: boolean,
): readonly Compared[] {
	const onCpu = device === 'webgpu' && bytes <= MOST_ON_WASM;
	return [
		...(onCpu ? (['transformers-wasm'] as const) : []),
		...(hasWebLlm ? (['web-llm'] as const) : []),
	];
}

/** Why WASM isn't among those that were compared, in a sentence. */
export function untried({ device }: Pick<LoadedStudent, 'device'>, bytes: number): string[] {
	return device === 'webgpu' && bytes > MOST_ON_WASM ? [tooLargeForWasm(MOST_ON_WASM)] : [];
}
