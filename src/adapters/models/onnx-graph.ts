/** Reads what an ONNX file says of its graph, skipping over its tensors; a file that was cut off is noticed. */
import { AppError } from '../../core/error.ts';
import type { GraphFacts } from '../../core/models/check-model.ts';

/** Fields of onnx.proto (IR version 10): ModelProto, GraphProto, ValueInfoProto, TensorProto, StringStringEntryProto. */
const MODEL_GRAPH = 7;
const GRAPH_INITIALIZER = 5;
const GRAPH_INPUT = 11;
const INFO_NAME = 1;
const TENSOR_DATA = 13;
const ENTRY = { key: 1, value: 2 } as const;
/** A tensor whose data lie elsewhere is only a name, a shape and a place. */
const SMALL_TENSOR_BYTES = 4096;
const WINDOW_BYTES = 1 << 16;

type Field = { readonly number: number; readonly start: number; readonly end: number };

/** Throws AppError 'models/corrupt-graph'. */
export async function graphFacts(data: Blob): Promise<GraphFacts> {
	const bytes = new Window(data);
	const inputs: string[] = [];
	const outside = new Map<string, number>();
	let hasGraph = false;
	for await (const field of fieldsOf(bytes, 0, data.size)) {
		if (field.number !== MODEL_GRAPH) continue;
		hasGraph = true;
		for await (const part of fieldsOf(bytes, field.start, field.end)) {
			if (part.number === GRAPH_INPUT) inputs.push(await textIn(bytes, part, INFO_NAME));
			if (part.number === GRAPH_INITIALIZER && part.end - part.start <= SMALL_TENSOR_BYTES)
				await notePlace(bytes, part, outside);
		}
	}
	if (!hasGraph) throw corrupt('it has no graph');
	return { inputs, data: outside };
}

/** Notes in which file a tensor lies and how far it reaches there. */
async function notePlace(bytes: Window, tensor: Field, outside: Map<string, number>): Promise<void> {
	const place = new Map<string, string>();
	for await (const entry of fieldsOf(bytes, tensor.start, tensor.end))
		if (entry.number === TENSOR_DATA)
			place.set(await textIn(bytes, entry, ENTRY.key), await textIn(bytes, entry, ENTRY.value));
	const file = place.get('location');
	if (file === undefined) return;
	const end = Number(place.get('offset') ?? 0) + Number(place.get('length') ?? 0);
	outside.set(file, Math.max(end, outside.get(file) ?? 0));
}

async function textIn(bytes: Window, { start, end }: Field, wanted: number): Promise<string> {
	for await (const { number, start: from, end: to } of fieldsOf(bytes, start, end))
		if (number === wanted) return new TextDecoder().decode(await bytes.read(from, to));
	return '';
}

/** Length-delimited fields of a protocol buffer's message; numbers are skipped. */
async function* fieldsOf(
	bytes: Window,
	start: number,
	end: number,
): AsyncGenerator<Field, void, void> {
	let at = start;
	while (at < end) {
		const key = await bytes.varint(at, end);
		at = key.end;
		const [number, wire] = [Math.floor(key.value / 8), key.value % 8];
		if (wire === 2) {
			const length = await bytes.varint(at, end);
			at = length.end + length.value;
			if (at > end) throw corrupt(`it ends ${String(at - end)} bytes too early`);
			yield { number, start: length.end, end: at };
		} else at = await afterNumber(bytes, { at, end, wire });
	}
}

async function afterNumber(
	bytes: Window,
	{ at, end, wire }: { readonly at: number; readonly end: number; readonly wire: number },
): Promise<number> {
	if (wire === 0) return (await bytes.varint(at, end)).end;
	if (wire === 1) return at + 8;
	if (wire === 5) return at + 4;
	throw corrupt('it is no protocol buffer');
}

function corrupt(because: string): AppError {
	return new AppError('models/corrupt-graph', `Expected an ONNX graph: ${because}.`);
}

/** Reads a file here and there without holding it. */
class Window {
	readonly #data: Blob;
	#start = 0;
	#bytes = new Uint8Array();

	constructor(data: Blob) {
		this.#data = data;
	}

	async read(from: number, to: number): Promise<Uint8Array> {
		if (from < this.#start || to > this.#start + this.#bytes.length) {
			const until = Math.max(to, from + WINDOW_BYTES);
			this.#bytes = new Uint8Array(await this.#data.slice(from, until).arrayBuffer());
			this.#start = from;
		}
		return this.#bytes.subarray(from - this.#start, to - this.#start);
	}

	async varint(at: number, end: number): Promise<{ readonly value: number; readonly end: number }> {
		let value = 0;
		let scale = 1;
		for (let next = at; next < Math.min(end, at + 10); next++) {
			const [byte = 0] = await this.read(next, next + 1);
			value += (byte & 127) * scale;
			scale *= 128;
			if (byte < 128) return { value, end: next + 1 };
		}
		throw corrupt('it ends within a number');
	}
}
