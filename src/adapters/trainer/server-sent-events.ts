/** Server-sent events from a response body (HTML Living Standard, 9.2.6): EventSource can't carry a token. */

export type ServerSentEvent = {
	/** 'message' where the server named none. */
	readonly event: string;
	readonly data: string;
	/** The last id seen, which an event without one keeps; '' before the first. */
	readonly id: string;
};

/** The events of the body as they come; one that the stream ends in is dropped, as the standard says. */
export async function* readEvents(
	body: ReadableStream<Uint8Array<ArrayBuffer>>,
): AsyncGenerator<ServerSentEvent> {
	let event = '';
	let id = '';
	let data: string[] = [];
	for await (const line of linesOf(body)) {
		if (line === '') {
			if (data.length > 0) yield { event: event || 'message', data: data.join('\n'), id };
			event = '';
			data = [];
			continue;
		}
		const { field, value } = fieldOf(line);
		if (field === 'event') event = value;
		else if (field === 'data') data.push(value);
		else if (field === 'id' && !value.includes('\0')) id = value;
	}
}

/** A comment (a line that begins with a colon) is a field without a name. */
function fieldOf(line: string): { readonly field: string; readonly value: string } {
	const colon = line.indexOf(':');
	if (colon < 0) return { field: line, value: '' };
	return { field: line.slice(0, colon), value: line.slice(colon + 1).replace(/^ /, '') };
}

async function* linesOf(body: ReadableStream<Uint8Array<ArrayBuffer>>): AsyncGenerator<string> {
	const reader = body.pipeThrough(new TextDecoderStream()).getReader();
	try {
		let rest = '';
		for (;;) {
			const { done, value } = await reader.read();
			if (done) return;
			const lines = (rest + value).split(/\r\n|\n|\r(?=[^])/);
			rest = lines.pop() ?? '';
			yield* lines;
		}
	} finally {
		await reader.cancel();
	}
}
