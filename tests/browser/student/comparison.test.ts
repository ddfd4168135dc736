/** Which engine answers a pool fastest, found out on real ones: workers on WASM, WebGPU and web-llm on SwiftShader. */
import './real-gpu.ts';
import { afterEach, expect, test } from 'vitest';
import { ChoosingStudentEngine } from '../../../src/adapters/student/choosing-engine.ts';
import { TransformersStudentEngine } from '../../../src/adapters/transformers/student-engine.ts';
import { webLlmObstacle } from '../../../src/adapters/web-llm/obstacle.ts';
import { WebLlmStudentEngine } from '../../../src/adapters/web-llm/student-engine.ts';
import { answersOf, GREEDY, never, prompts, SHIPPED } from './practice.ts';

const SHORT = { ...GREEDY, maxTokens: 4 };
const engines: { close: () => void }[] = [];
afterEach(() => {
	for (const engine of engines.splice(0)) engine.close();
});

const made: Worker[] = [];
/** Its workers are counted. */
function transformers() {
	const makeWorker = () => {
		const worker = new Worker(new URL('./real-gpu-student.ts', import.meta.url), {
			type: 'module',
		});
		made.push(worker);
		return worker;
	};
	return new TransformersStudentEngine(makeWorker, { helpers: 'when-worth-it', lines: 2 });
}

test('every engine that runs the student is asked the same, and the fastest answers', async () => {
	const engine = new ChoosingStudentEngine({
		task: 'pools',
		choice: () => Promise.resolve('auto'),
		...{ transformers: transformers(), beside: transformers() },
		webLlm: new WebLlmStudentEngine(),
		remote: new WebLlmStudentEngine(),
		obstacle: webLlmObstacle,
		webLlmTest: () => Promise.resolve(null),
	});
	const alone = new TransformersStudentEngine();
	engines.push(engine, alone);
	const pool = prompts(300);
	expect(await engine.load(SHIPPED, { device: 'auto' }, never)).toMatchObject({
		device: 'webgpu',
	});
	const answers = await answersOf(engine, pool, SHORT);

	const note = engine.loaded?.note ?? '';
	const measured = [...note.matchAll(/(transformers\.js on \w+|web-llm)[^,.]*? (none|[\d,]+)/g)];
	const paces = new Map(
		measured.map(([, name = '', pace = '']) => [
			name,
			Number(pace.replace('none', '0').replaceAll(',', '')),
		]),
	);
	expect([...paces.keys()]).toEqual([
		...['transformers.js on WebGPU', 'transformers.js on WASM', 'web-llm'],
	]);
	// One on the GPU, two on WASM.
	expect(made).toHaveLength(3);
	const [fastest] = [...paces].sort(([, one], [, other]) => other - one)[0] ?? [];
	expect(note).toContain(`${String(fastest)} is taken.`);
	const { loaded } = engine;
	const name = loaded?.engine === 'web-llm' ? 'web-llm' : undefined;
	const device = loaded?.device === 'wasm' ? 'WASM' : 'WebGPU';
	expect(name ?? `transformers.js on ${device}`).toBe(fastest);

	await alone.load(SHIPPED, { device: 'wasm' }, never);
	const said = (all: typeof answers) => all.map(({ index, text }) => [index, text]);
	expect(said(answers)).toEqual(said(await answersOf(alone, pool, SHORT)));
	// Nothing is measured a second time.
	expect(await engine.load(SHIPPED, { device: 'auto' }, never)).toMatchObject({
		note,
		device: loaded?.device,
	});
}, 300_000);
