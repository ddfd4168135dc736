/** The engine alone, to measure the product beside it: transformers.js and its ONNX session, greedy, one prompt at a time. */
/// <reference types="vite/client" />
import {
	AutoModelForCausalLM,
	AutoTokenizer,
	env,
	Tensor,
	type PreTrainedModel,
	type PreTrainedTokenizer,
} from '@huggingface/transformers';
import type { InferenceSession, Tensor as OrtTensor } from 'onnxruntime-web';
import gpuMjsUrl from 'onnxruntime-web/ort-wasm-simd-threaded.asyncify.mjs?url';
import gpuWasmUrl from 'onnxruntime-web/ort-wasm-simd-threaded.asyncify.wasm?url';
import mjsUrl from 'onnxruntime-web/ort-wasm-simd-threaded.mjs?url';
import wasmUrl from 'onnxruntime-web/ort-wasm-simd-threaded.wasm?url';
import type { Message } from '../../src/core/call.ts';
import type { StudentDevice } from '../../src/core/student.ts';

/** 'onnx-session': a plain loop; 'generate': that of transformers.js; 'completions': that of web-llm. */
export type Loop = 'onnx-session' | 'generate' | 'completions';
export type BareOrder = {
	readonly device: StudentDevice;
	readonly prompts: readonly (readonly Message[])[];
	readonly maxTokens: number;
	readonly loop: Loop;
};
export type BareAnswers = {
	readonly texts: readonly string[];
	/** Of the loop alone: loading and messages left out. */
	readonly ms: number;
};
type Bare = { readonly tokenizer: PreTrainedTokenizer; readonly network: PreTrainedModel };

let loaded: Promise<Bare> | undefined;

self.onmessage = async ({ data: order }: MessageEvent<BareOrder>) => {
	const bare = await (loaded ??= load(order.device));
	const began = performance.now();
	const texts: string[] = [];
	for (const messages of order.prompts)
		texts.push(
			order.loop === 'generate'
				? await generated(bare, messages, order.maxTokens)
				: await stepped(bare, messages, order.maxTokens),
		);
	self.postMessage({ texts, ms: performance.now() - began } satisfies BareAnswers);
};

async function load(device: StudentDevice): Promise<Bare> {
	const { wasm } = env.backends.onnx;
	if (wasm === undefined) throw new Error('ONNX Runtime came without WASM');
	// Both as the product has it: the runtime for the device, and one thread for so small a student.
	wasm.wasmPaths =
		device === 'webgpu' ? { mjs: gpuMjsUrl, wasm: gpuWasmUrl } : { mjs: mjsUrl, wasm: wasmUrl };
	wasm.numThreads = 1;
	env.useWasmCache = false;
	env.useBrowserCache = false;
	env.allowLocalModels = false;
	env.remoteHost = `${location.origin}/models/`;
	env.remotePathTemplate = '{model}/';
	const tokenizer = await AutoTokenizer.from_pretrained('practice-student');
	const network = await AutoModelForCausalLM.from_pretrained('practice-student', { device });
	return { tokenizer, network };
}

async function generated(
	{ tokenizer, network }: Bare,
	messages: readonly Message[],
	maxTokens: number,
): Promise<string> {
	const inputs = tokenizer.apply_chat_template([...messages], {
		add_generation_prompt: true,
		return_dict: true,
	}) as { input_ids: Tensor };
	const output = (await network.generate({
		...inputs,
		max_new_tokens: maxTokens,
		do_sample: false,
	})) as Tensor;
	const ids = (output.tolist() as bigint[][])[0]?.map(Number) ?? [];
	const [, read = 0] = inputs.input_ids.dims;
	return tokenizer.decode(ids.slice(read), { skip_special_tokens: true });
}

async function stepped(
	{ tokenizer, network }: Bare,
	messages: readonly Message[],
	maxTokens: number,
): Promise<string> {
	const { model: session } = network.sessions as Record<string, InferenceSession | undefined>;
	if (session === undefined) throw new Error('the student has no graph named model');
	const endId = (network.generation_config as { eos_token_id: number }).eos_token_id;
	let ids = tokenizer.apply_chat_template<true, false, false>([...messages], {
		add_generation_prompt: true,
		return_tensor: false,
		return_dict: false,
	});
	let cache = emptyCache(session);
	let read = 0;
	const answer: number[] = [];
	while (answer.length < maxTokens) {
		read += ids.length;
		const outputs = await session.run({
			input_ids: ort(BigInt64Array.from(ids, BigInt), [1, ids.length]),
			attention_mask: ort(new BigInt64Array(read).fill(1n), [1, read]),
			num_logits_to_keep: ort(BigInt64Array.of(1n), []),
			...cache,
		});
		cache = Object.fromEntries(
			Object.keys(cache).map((name) => [
				name,
				outputs[name.replace('past_key_values', 'present')] as OrtTensor,
			]),
		);
		const id = largest(outputs['logits']?.data as Float32Array);
		if (id === endId) break;
		answer.push(id);
		ids = [id];
	}
	// The tokenizer refuses to decode nothing.
	return answer.length === 0 ? '' : tokenizer.decode(answer, { skip_special_tokens: true });
}

function emptyCache(session: InferenceSession): Record<string, OrtTensor> {
	const inputs = session.inputMetadata.filter(
		(input): input is InferenceSession.TensorValueMetadata =>
			input.isTensor && input.name.startsWith('past_key_values.'),
	);
	return Object.fromEntries(
		inputs.map(({ name, shape }) => [
			name,
			new Tensor('float32', new Float32Array(0), [1, Number(shape[1]), 0, Number(shape[3])])
				.ort_tensor,
		]),
	);
}

function ort(data: BigInt64Array, dims: number[]): OrtTensor {
	return new Tensor('int64', data, dims).ort_tensor;
}

function largest(scores: Float32Array): number {
	let best = 0;
	for (let id = 1; id < scores.length; id++) if ((scores[id] ?? 0) > (scores[best] ?? 0)) best = id;
	return best;
}
