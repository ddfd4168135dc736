import { expect, test } from 'vitest';
import { codeOf } from '../../../../src/core/error.ts';
import { checkMlcTexts, checkOnnxTexts, checkSizes } from '../../../../src/core/models/check-model.ts';
import { bestDtype, canRun, dtypeOf } from '../../../../src/core/models/dtype.ts';
import { planFolder } from '../../../../src/core/models/model-folder.ts';
import { Speed } from '../../../../src/core/models/speed.ts';

const TEXTS = ['config.json', 'tokenizer.json', 'tokenizer_config.json'];
const plan = (...paths: string[]) => planFolder(paths, { needsLibrary: true });
const refusal = (work: () => unknown) => {
	try {
		work();
	} catch (thrown) {
		return [codeOf(thrown), (thrown as Error).message] as const;
	}
	return ['none', ''] as const;
};

test('of an ONNX folder the texts come first, and each way of writing the weights has its own files', () => {
	const { format, small, weights } = plan(
		...TEXTS,
		...['chat_template.jinja', 'model.safetensors', 'onnx/model.onnx', 'onnx/model_q4f16.onnx'],
		...['onnx/model_q4f16.onnx_data', 'onnx/model_q4f16.onnx_data_1', 'onnx/encoder_model.onnx'],
	);
	expect(format).toBe('onnx');
	expect(small.map(({ to }) => to)).toEqual([...TEXTS, 'chat_template.jinja']);
	expect([...weights].map(([dtype, files]) => [dtype, files.map(({ to }) => to)])).toEqual([
		['fp32', ['onnx/model.onnx']],
		[
			'q4f16',
			['onnx/model_q4f16.onnx', 'onnx/model_q4f16.onnx_data', 'onnx/model_q4f16.onnx_data_1'],
		],
	]);
});

test('a trainer’s student, which has files for both engines, keeps them', () => {
	const mlc = ['mlc/mlc-chat-config.json', 'mlc/tensor-cache.json', 'mlc/params_shard_0.bin'];
	const { format, weights } = plan(...TEXTS, 'onnx/model.onnx', ...mlc);
	expect(format).toBe('onnx');
	expect(weights.get('fp32')?.map(({ to }) => to)).toEqual(['onnx/model.onnx', ...mlc]);
});

test('a graph that lies beside the texts goes where transformers.js looks for it', () => {
	const { weights } = plan(...TEXTS, 'model.onnx', 'model.onnx_data');
	expect(weights.get('fp32')).toEqual([
		{ from: 'model.onnx', to: 'onnx/model.onnx' },
		{ from: 'model.onnx_data', to: 'onnx/model.onnx_data' },
	]);
});

test('files of web-llm go into mlc/, its tokenizer beside it, whether they come from a hub or from an export', () => {
	const files = ['mlc-chat-config.json', 'ndarray-cache.json', 'params_shard_0.bin'];
	const tokenizers = ['tokenizer.json', 'tokenizer_config.json'];
	const atHub = plan(...files, ...tokenizers, 'model-webgpu.wasm');
	const exported = plan(...files.map((path) => `mlc/${path}`), ...tokenizers, 'mlc/library.wasm');
	for (const { format, small, weights } of [atHub, exported]) {
		expect(format).toBe('mlc');
		expect(small.map(({ to }) => to)).toEqual([
			...['mlc/mlc-chat-config.json', 'mlc/ndarray-cache.json', ...tokenizers, 'mlc/library.wasm'],
		]);
		expect(weights.get('mlc')?.map(({ to }) => to)).toEqual(['mlc/params_shard_0.bin']);
	}
});

test('what is missing is named, all of it', () => {
	expect(refusal(() => plan('onnx/model.onnx', 'config.json'))).toEqual([
		'models/file-missing',
		'The model is not whole: expected tokenizer.json, tokenizer_config.json, which are not there.',
	]);
	expect(refusal(() => plan('mlc-chat-config.json', 'tokenizer.json'))[1]).toContain(
		'tensor-cache.json or ndarray-cache.json, params_shard_0.bin, tokenizer_config.json, mlc/library.wasm',
	);
	expect(refusal(() => plan('a.gguf', 'README.md'))[0]).toBe('models/no-model');
	expect(refusal(() => plan(...TEXTS, 'onnx/decoder_model_merged.onnx'))[1]).toContain(
		'onnx/model.onnx, which is not there',
	);
});

const tokenizer = (ids: Record<string, number>, added: object[] = []) =>
	JSON.stringify({ model: { vocab: ids }, added_tokens: added });
const onnxTexts = (changes: Record<string, string> = {}) => {
	const texts: Record<string, string> = {
		'config.json': '{"architectures":["LlamaForCausalLM"],"vocab_size":3,"max_position_embeddings":512}',
		'tokenizer.json': tokenizer({ a: 0, b: 2 }),
		'tokenizer_config.json': '{"chat_template":"{{ messages }}"}',
		...changes,
	};
	return (path: string) => texts[path];
};

test('a causal model with a tokenizer of its own passes, and says its context', () => {
	expect(checkOnnxTexts(onnxTexts())).toEqual({ contextTokens: 512 });
	const withoutTemplate = { 'tokenizer_config.json': '{}', 'chat_template.jinja': 'x' };
	expect(checkOnnxTexts(onnxTexts(withoutTemplate)).contextTokens).toBe(512);
});

test.each([
	['models/not-causal', { 'config.json': '{"architectures":["BertModel"],"vocab_size":3}' }],
	['models/wrong-tokenizer', { 'tokenizer.json': tokenizer({ a: 0, b: 3 }) }],
	['models/wrong-tokenizer', { 'tokenizer.json': tokenizer({ a: 0 }, [{ id: 7 }]) }],
	['models/wrong-tokenizer', { 'tokenizer.json': '{"model":{"vocab":[["a",0],["b",0],["c",0],["d",0]]}}' }],
	['models/wrong-tokenizer', { 'tokenizer_config.json': '{}' }],
	['models/corrupt-file', { 'config.json': '{"vocab_size":' }],
	['models/corrupt-file', { 'config.json': '{}' }],
])('%s is told from the texts alone', (code, changes) => {
	expect(refusal(() => checkOnnxTexts(onnxTexts(changes as Record<string, string>)))[0]).toBe(code);
});

const mlcTexts = (changes: Record<string, string | undefined> = {}) => {
	const records = [{ dataPath: 'params_shard_0.bin', nbytes: 10 }];
	const texts: Record<string, string | undefined> = {
		'mlc/mlc-chat-config.json': '{"context_window_size":4096,"vocab_size":3}',
		'mlc/ndarray-cache.json': JSON.stringify({ records }),
		'tokenizer.json': tokenizer({ a: 0, b: 2 }),
		'tokenizer_config.json': '{"chat_template":"{{ messages }}"}',
		...changes,
	};
	return (path: string) => texts[path];
};

test('shards of web-llm are held to the sizes of their list', () => {
	const { shards, contextTokens } = checkMlcTexts(mlcTexts());
	expect(contextTokens).toBe(4096);
	const check = (size: number | undefined) => () => {
		checkSizes(shards, () => size);
	};
	expect(refusal(check(10))[0]).toBe('none');
	expect(refusal(check(9))[0]).toBe('models/truncated');
	expect(refusal(check(undefined))[0]).toBe('models/file-missing');
});

test.each([
	['models/file-missing', { 'tokenizer.json': undefined }],
	['models/file-missing', { 'tokenizer_config.json': undefined }],
	['models/corrupt-file', { 'tokenizer.json': '<!doctype html><p>Sign in' }],
	['models/corrupt-file', { 'mlc/mlc-chat-config.json': '{}' }],
	['models/corrupt-file', { 'mlc/ndarray-cache.json': '{"records":[]}' }],
	['models/wrong-tokenizer', { 'tokenizer.json': tokenizer({ a: 0, b: 3 }) }],
	['models/wrong-tokenizer', { 'tokenizer_config.json': '{}' }],
])('of a folder for web-llm %s is told from the texts alone', (code, changes) => {
	expect(refusal(() => checkMlcTexts(mlcTexts(changes)))[0]).toBe(code);
});

test('an added token that no row of the network stands for is a fault only where a prompt would hold it', () => {
	const added = [{ id: 3, content: '<image>' }];
	const texts = (template: unknown) => ({
		'tokenizer.json': tokenizer({ a: 0 }, added),
		'tokenizer_config.json': JSON.stringify({ chat_template: template }),
	});
	const withImage = [{ name: 'default', template: '<image>{{ messages }}' }];
	for (const check of [
		(template: unknown) => checkMlcTexts(mlcTexts(texts(template))),
		(template: unknown) => checkOnnxTexts(onnxTexts(texts(template))),
	]) {
		expect(refusal(() => check('{{ messages }}'))[0]).toBe('none');
		expect(refusal(() => check(withImage))[0]).toBe('models/wrong-tokenizer');
	}
});

test('16-bit weights are taken only where the graphics processor computes in 16 bits', () => {
	const limits = {
		...{ maxBufferSize: 1, maxStorageBufferBindingSize: 1, maxStorageBuffersPerShaderStage: 10 },
		maxComputeWorkgroupStorageSize: 1,
	};
	const on = (real: boolean, shaderF16: boolean) => ({
		webgpu: { adapter: 'x', real, limits: { ...limits, shaderF16 } },
	});
	const all = ['fp32', 'fp16', 'q8', 'q4', 'q4f16'] as const;
	expect(bestDtype(all, on(true, true))).toBe('q4f16');
	expect(bestDtype(all, on(true, false))).toBe('q4');
	expect(bestDtype(all, on(false, true))).toBe('q8');
	expect(bestDtype(all, { webgpu: null })).toBe('q8');
	expect(bestDtype(['fp16', 'q4f16'], { webgpu: null })).toBeUndefined();
	expect(canRun('fp32', { webgpu: null })).toBe(true);
	expect(dtypeOf('model_quantized.onnx')).toBe('q8');
	expect(dtypeOf('model_other.onnx')).toBeUndefined();
});

test('speed is of the last five seconds, and begins anew where a part is fetched again', () => {
	const speed = new Speed();
	expect(speed.bytesPerSecond).toBeNull();
	for (let second = 0; second <= 10; second++)
		speed.note(second * 1000, second <= 5 ? 0 : (second - 5) * 1e6);
	expect(speed.bytesPerSecond).toBe(1e6);
	expect(speed.secondsLeft(7e6)).toBe(2);
	expect(speed.secondsLeft(null)).toBeNull();
	speed.note(10_500, 0);
	expect(speed.bytesPerSecond).toBeNull();
});
