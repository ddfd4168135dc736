/** The shipped library's own kernels in a real MLCEngine on WebGPU, called for vocabularies of any size. */
import { CreateMLCEngine, type MLCEngine } from '@mlc-ai/web-llm';

const HOST = 'https://library.invalid/';
const MODEL = `${HOST}resolve/main/`;
const STUDENT = '/models/practice-student';

/** TVM's tensors, as web-llm bundles them. */
type Tensor = {
	readonly shape: number[];
	copyFrom(values: Tensor | Float32Array | Int32Array): Tensor;
	view(shape: readonly number[]): Tensor;
	toArray(): Float32Array | Int32Array;
};
/** What web-llm 0.2.86 keeps for itself. */
type Pipeline = {
	readonly tvm: {
		beginScope(): void;
		endScope(): void;
		cpu(): unknown;
		empty(shape: readonly number[], dtype: string, device: unknown): Tensor;
	};
	readonly device: { sync(): Promise<void> };
	fsoftmaxWithTemperature(logits: Tensor, temperature: Tensor): Tensor;
	fargsortProbs(probs: Tensor): { get(index: 0 | 1): Tensor };
	fsampleWithTopP(...given: readonly Tensor[]): Tensor;
	fapplyLogitBias(...given: readonly Tensor[]): void;
	fapplyPenalty(...given: readonly Tensor[]): void;
	fapplyBitmask(...given: readonly Tensor[]): void;
};

/** Probabilities as softmax gave them, sorted ones and their ids, and who was chosen for each of `draws`. */
export type Sampled = {
	readonly probs: Float32Array;
	readonly sorted: Float32Array;
	readonly ids: Int32Array;
	readonly chosen: readonly number[];
};
export type Draw = { readonly uniform: number; readonly topP: number };

export class Kernels {
	readonly #engine: MLCEngine;
	readonly #pipeline: Pipeline;

	private constructor(engine: MLCEngine, pipeline: Pipeline) {
		this.#engine = engine;
		this.#pipeline = pipeline;
	}

	static async load(): Promise<Kernels> {
		const { model_lib: key } = await fillCaches();
		const engine = await CreateMLCEngine('student', {
			appConfig: {
				model_list: [{ model: MODEL, model_id: 'student', model_lib: `${HOST}${key}.wasm` }],
			},
		});
		const { loadedModelIdToPipeline } = engine as unknown as {
			readonly loadedModelIdToPipeline: ReadonlyMap<string, Pipeline>;
		};
		const [pipeline] = loadedModelIdToPipeline.values();
		if (pipeline === undefined) throw new Error('web-llm has loaded no model');
		return new Kernels(engine, pipeline);
	}

	async unload(): Promise<void> {
		await this.#engine.unload();
	}

	/** Softmax, sort and top-p sampling of logits, one after another as web-llm calls them. */
	async sample(
		logits: Float32Array,
		temperature: number,
		draws: readonly Draw[],
	): Promise<Sampled> {
		const { tvm } = this.#pipeline;
		const row = [1, logits.length];
		tvm.beginScope();
		const given = this.#put(logits).view([1, ...row]);
		const softmax = this.#pipeline.fsoftmaxWithTemperature(given, this.#put([temperature]));
		const probs = softmax.view(row);
		const result = this.#pipeline.fargsortProbs(probs);
		const [sorted, ids] = [result.get(0), result.get(1)];
		const index = this.#put(new Int32Array([0]));
		const chosen = draws.map(({ uniform, topP }) =>
			this.#pipeline.fsampleWithTopP(sorted, ids, this.#put([uniform]), index, this.#put([topP])),
		);
		const host = [probs, sorted, ids, ...chosen].map((tensor, place) =>
			tvm.empty(tensor.shape, place < 2 ? 'float32' : 'int32', tvm.cpu()).copyFrom(tensor),
		);
		await this.#pipeline.device.sync();
		const [one, two, three, ...rest] = host.map((tensor) => tensor.toArray());
		tvm.endScope();
		return {
			probs: one as Float32Array,
			sorted: two as Float32Array,
			ids: three as Int32Array,
			chosen: rest.map(([id = -1]) => id),
		};
	}

	/** The logits with `bias` added to those of `ids`. */
	async addBias(
		logits: Float32Array,
		ids: readonly number[],
		bias: readonly number[],
	): Promise<Float32Array> {
		return this.#change(logits, (row) => {
			const rows = new Int32Array(ids.length);
			this.#pipeline.fapplyLogitBias(
				row,
				this.#put(rows),
				this.#put(Int32Array.from(ids)),
				this.#put(bias),
			);
		});
	}

	/** The logits after `penalties` [presence, frequency, repetition] for `counts` of `ids`. */
	async penalise(
		logits: Float32Array,
		counts: ReadonlyMap<number, number>,
		penalties: readonly number[],
	): Promise<Float32Array> {
		return this.#change(logits, (row) => {
			this.#pipeline.fapplyPenalty(
				row,
				this.#put(new Int32Array(1)),
				this.#put(new Int32Array(counts.size)),
				this.#put(Int32Array.from(counts.keys())),
				this.#put(Int32Array.from(counts.values())),
				this.#put(penalties).view([1, 3]),
			);
		});
	}

	/** The logits, put out where the bit of their id isn't set. */
	async mask(logits: Float32Array, words: Int32Array): Promise<Float32Array> {
		return this.#change(logits, (row) => {
			const mask = this.#put(words).view([1, words.length]);
			this.#pipeline.fapplyBitmask(row, this.#put(new Int32Array(1)), mask);
		});
	}

	async #change(logits: Float32Array, change: (row: Tensor) => void): Promise<Float32Array> {
		const { tvm, device } = this.#pipeline;
		tvm.beginScope();
		const row = this.#put(logits).view([1, logits.length]);
		change(row);
		const host = tvm.empty(row.shape, 'float32', tvm.cpu()).copyFrom(row);
		await device.sync();
		const changed = host.toArray() as Float32Array;
		tvm.endScope();
		return changed;
	}

	#put(values: Float32Array | Int32Array | readonly number[]): Tensor {
		const typed = values instanceof Int32Array ? values : Float32Array.from(values);
		const dtype = typed instanceof Int32Array ? 'int32' : 'float32';
		const { tvm, device } = this.#pipeline;
		return tvm.empty([typed.length], dtype, device).copyFrom(typed);
	}
}

/** Puts the student and its library where web-llm looks first; returns the student's configuration. */
async function fillCaches(): Promise<{ readonly model_lib: string }> {
	const read = async (path: string) => {
		const response = await fetch(path);
		if (!response.ok) throw new Error(`expected ${path}, got status ${String(response.status)}`);
		return response;
	};
	const config = await read(`${STUDENT}/mlc/mlc-chat-config.json`);
	const chat = (await config.clone().json()) as { readonly model_lib: string };
	const put = async (scope: string, url: string, path: string) => {
		await (await caches.open(scope)).put(url, await read(path));
	};
	await (await caches.open('webllm/config')).put(`${MODEL}mlc-chat-config.json`, config);
	await put('webllm/model', `${MODEL}tokenizer.json`, `${STUDENT}/tokenizer.json`);
	for (const file of ['tensor-cache.json', 'params_shard_0.bin'])
		await put('webllm/model', `${MODEL}${file}`, `${STUDENT}/mlc/${file}`);
	await put(
		'webllm/wasm',
		`${HOST}${chat.model_lib}.wasm`,
		`/models/libraries/${chat.model_lib}.wasm`,
	);
	return chat;
}
