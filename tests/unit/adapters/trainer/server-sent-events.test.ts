import { expect, test } from 'vitest';
import {
	readEvents,
	type ServerSentEvent,
} from '../../../../src/adapters/trainer/server-sent-events.ts';

async function eventsOf(...pieces: readonly string[]): Promise<readonly ServerSentEvent[]> {
	const encoder = new TextEncoder();
	const body = new ReadableStream<Uint8Array<ArrayBuffer>>({
		start(controller) {
			for (const piece of pieces) controller.enqueue(encoder.encode(piece));
			controller.close();
		},
	});
	const events: ServerSentEvent[] = [];
	for await (const event of readEvents(body)) events.push(event);
	return events;
}

test('events come with name, data of all their lines, and the last id', async () => {
	expect(
		await eventsOf('id: 1\nevent: step\ndata: one\ndata: two\n\n', 'data:three\n\n', ': hello\n\n'),
	).toEqual([
		{ event: 'step', data: 'one\ntwo', id: '1' },
		{ event: 'message', data: 'three', id: '1' },
	]);
});

test('every line ending is one, wherever the pieces are cut', async () => {
	const text = 'data: a\r\ndata: b\r\n\r\ndata: c\r\rdata: d\n\n';
	const whole = await eventsOf(text);
	expect(whole.map(({ data }) => data)).toEqual(['a\nb', 'c', 'd']);
	for (let cut = 1; cut < text.length; cut++)
		expect(await eventsOf(text.slice(0, cut), text.slice(cut))).toEqual(whole);
});

test('letters of several bytes may be cut too', async () => {
	const bytes = new TextEncoder().encode('data: 学生\n\n');
	const body = new ReadableStream<Uint8Array<ArrayBuffer>>({
		start(controller) {
			for (const byte of bytes) controller.enqueue(new Uint8Array([byte]));
			controller.close();
		},
	});
	const events: ServerSentEvent[] = [];
	for await (const event of readEvents(body)) events.push(event);
	expect(events).toEqual([{ event: 'message', data: '学生', id: '' }]);
});

test('what the stream ends in is no event', async () => {
	expect(await eventsOf('data: whole\n\ndata: half\n')).toEqual([
		{ event: 'message', data: 'whole', id: '' },
	]);
});
