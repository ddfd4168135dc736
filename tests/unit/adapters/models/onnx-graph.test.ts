import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { graphFacts } from '../../../../src/adapters/models/onnx-graph.ts';
import { codeOf } from '../../../../src/core/error.ts';
import { checkGraph } from '../../../../src/core/models/check-model.ts';

const STUDENT = join(import.meta.dirname, '../../../../models/practice-student/onnx/model.onnx');
const bytes = readFileSync(STUDENT);

/** A field of a protocol buffer with bytes in it, below 16 kB: its length takes two bytes. */
const field = (number: number, ...inside: Uint8Array[]) => {
	const content = Buffer.concat(inside);
	const length = [(content.length & 127) | 128, content.length >> 7];
	return Buffer.from([number * 8 + 2, ...length, ...content]);
};
const text = (number: number, value: string) => field(number, Buffer.from(value));
const input = (name: string) => field(11, text(1, name));

test('the student that ships has the inputs of a causal model with its cache, all tensors in the one file', async () => {
	const { inputs, data } = await graphFacts(new Blob([bytes]));
	expect(inputs.slice(0, 2).sort()).toEqual(['attention_mask', 'input_ids']);
	expect(inputs.filter((name) => name.startsWith('past_key_values.'))).toHaveLength(8);
	expect(data).toEqual(new Map());
	expect(() => {
		checkGraph({ inputs, data }, 'fp32');
	}).not.toThrow();
});

test('files that hold a graph’s tensors are named, with the bytes that they must have', async () => {
	const place = (key: string, value: string) => field(13, text(1, key), text(2, value));
	const tensor = (offset: string) =>
		field(5, place('location', 'model.onnx_data'), place('offset', offset), place('length', '64'));
	const graph = field(7, tensor('0'), tensor('4096'), input('input_ids'));
	expect(await graphFacts(new Blob([graph]))).toEqual({
		inputs: ['input_ids'],
		data: new Map([['model.onnx_data', 4160]]),
	});
});

test.each([
	['cut off in the middle', bytes.subarray(0, bytes.length / 2), /bytes too early/],
	['cut off by a byte', bytes.subarray(0, -1), /bytes too early/],
	['empty', Buffer.alloc(0), /no graph/],
	['a page that says “not found”', Buffer.from('<!doctype html><p>Not found'), /./],
])('a file that is %s is no graph', async (_what, content, because) => {
	const reading = graphFacts(new Blob([Buffer.from(content)]));
	await expect(reading).rejects.toThrow(because);
	expect(await reading.catch(codeOf)).toBe('models/corrupt-graph');
});

test('a graph without a cache, or with an input that nobody gives, is refused by name', async () => {
	const facts = async (...names: string[]) =>
		graphFacts(new Blob([field(7, ...names.map((name) => input(name)))]));
	const refusal = async (...names: string[]) => {
		const graph = await facts(...names);
		try {
			checkGraph(graph, 'q8');
			return 'none';
		} catch (thrown) {
			return codeOf(thrown);
		}
	};
	expect(await refusal('input_ids', 'attention_mask')).toBe('models/no-cache');
	expect(await refusal('input_ids', 'past_key_values.0.key', 'pixel_values')).toBe(
		'models/unknown-input',
	);
	expect(await refusal('input_ids', 'position_ids', 'past_key_values.0.key')).toBe('none');
});
