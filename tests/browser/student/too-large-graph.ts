/** A graph of a few hundred bytes that wants more memory than WebAssembly can have: one tensor that takes all but 1 MB of its 4 GiB. */

/** Below 2³² bytes, or ONNX Runtime finds an overflow before it asks for memory. */
const FLOATS = 1_073_500_000;
const FLOAT = 1;
const INT64 = 7;

type Bytes = Uint8Array<ArrayBuffer>;
const joined = (parts: readonly Uint8Array[]): Bytes => {
	const whole = new Uint8Array(parts.reduce((sum, { length }) => sum + length, 0));
	let at = 0;
	for (const part of parts) {
		whole.set(part, at);
		at += part.length;
	}
	return whole;
};

/** Protocol buffer's number of any size: seven bits a byte. */
function varint(value: number): Bytes {
	const bytes: number[] = [];
	for (let rest = value; ; rest = Math.floor(rest / 128)) {
		if (rest < 128) return Uint8Array.of(...bytes, rest);
		bytes.push((rest % 128) | 128);
	}
}
const number = (field: number, value: number) => joined([varint(field * 8), varint(value)]);
const message = (field: number, ...parts: readonly Uint8Array[]) => {
	const content = joined(parts);
	return joined([varint(field * 8 + 2), varint(content.length), content]);
};
const text = (field: number, value: string) => message(field, new TextEncoder().encode(value));

/** ValueInfoProto: `dims` are names or numbers. */
function value(field: number, name: string, type: number, dims: readonly (string | number)[]) {
	const shape = dims.map((dim) =>
		message(1, typeof dim === 'string' ? text(2, dim) : number(1, dim)),
	);
	return message(
		field,
		text(1, name),
		message(2, message(1, number(1, type), message(2, ...shape))),
	);
}

function node(operator: string, inputs: readonly string[], output: string): Bytes {
	return message(1, ...inputs.map((name) => text(1, name)), text(2, output), text(4, operator));
}

/** Numbers of the fields are those of onnx.proto, IR version 8. */
export function tooLargeGraph(): Blob {
	const size = new BigInt64Array([BigInt(FLOATS)]);
	const cache = ['batch', 1, 'past', 4];
	const graph = message(
		7,
		node('ConstantOfShape', ['size'], 'huge'),
		node('ReduceSum', ['huge'], 'logits'),
		node('Identity', ['past_key_values.0.key'], 'present.0.key'),
		node('Identity', ['past_key_values.0.value'], 'present.0.value'),
		text(2, 'too large'),
		message(
			5,
			number(1, 1),
			number(2, INT64),
			text(8, 'size'),
			message(9, new Uint8Array(size.buffer)),
		),
		value(11, 'input_ids', INT64, ['batch', 'tokens']),
		value(11, 'attention_mask', INT64, ['batch', 'all']),
		value(11, 'past_key_values.0.key', FLOAT, cache),
		value(11, 'past_key_values.0.value', FLOAT, cache),
		value(12, 'logits', FLOAT, [1]),
		value(12, 'present.0.key', FLOAT, cache),
		value(12, 'present.0.value', FLOAT, cache),
	);
	return new Blob([number(1, 8), message(8, text(1, ''), number(2, 17)), graph]);
}
