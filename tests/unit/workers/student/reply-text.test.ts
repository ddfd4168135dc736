import fc from 'fast-check';
import { expect, test } from 'vitest';
import { ReplyText } from '../../../../workers/student/reply-text.ts';

/** A token is some bytes of the text, as byte-level tokenizers have it: half a character reads as U+FFFD. */
function tokenizer(text: string, cuts: readonly number[]) {
	const bytes = new TextEncoder().encode(text);
	const ends = [...new Set([...cuts.filter((cut) => cut > 0 && cut < bytes.length), bytes.length])];
	ends.sort((one, other) => one - other);
	const pieces = ends.map((end, index) => bytes.slice(ends[index - 1] ?? 0, end));
	const decode = (ids: readonly number[]) =>
		new TextDecoder().decode(Uint8Array.from(ids.flatMap((id) => [...(pieces[id] ?? [])])));
	return { ids: pieces.map((_, id) => id), decode };
}

/** All pieces, and how many tokens were taken. */
function stream(text: string, cuts: readonly number[], stops: readonly string[]) {
	const { ids, decode } = tokenizer(text, cuts);
	const reply = new ReplyText(decode, stops);
	const pieces: string[] = [];
	let taken = 0;
	for (const id of ids) {
		taken++;
		const isOver = reply.add(id);
		pieces.push(reply.settled());
		if (isOver) break;
	}
	pieces.push(reply.rest());
	return { told: pieces.join(''), whole: reply.whole(), taken };
}

test('a stop text that spans tokens is cut exactly, and the reply ends with the token that completes it', () => {
	const { told, whole, taken } = stream('seven END eight', [3, 7, 8, 12], ['END']);
	expect({ told, whole, taken }).toEqual({ told: 'seven ', whole: 'seven ', taken: 4 });
});

test('the beginning of a stop text that isn’t one is told after all', () => {
	expect(stream('seven ENough', [7, 8, 9], ['END']).told).toBe('seven ENough');
	expect(stream('seven EN', [7], ['END']).told).toBe('seven EN');
});

test('a character comes when its last byte has come', () => {
	const { ids, decode } = tokenizer('é!', [1, 2]);
	const reply = new ReplyText(decode);
	expect(ids.map((id) => [reply.add(id), reply.settled()])).toEqual([
		[false, ''],
		[false, 'é'],
		[false, '!'],
	]);
});

test('bytes that never make a character stand as such at the end', () => {
	const { ids, decode } = tokenizer('é', [1]);
	const reply = new ReplyText(decode);
	reply.add(ids[0] ?? 0);
	expect([reply.settled(), reply.rest(), reply.whole()]).toEqual(['', '\uFFFD', '\uFFFD']);
});

test('however a text is cut into tokens, what is told is the text before the first stop text', () => {
	const unit = fc.constantFrom('a', 'b', ' ', 'é', '🙂');
	fc.assert(
		fc.property(
			fc.string({ unit, minLength: 1, maxLength: 16 }),
			fc.array(fc.nat(40), { maxLength: 12 }),
			fc.array(fc.string({ unit, minLength: 1, maxLength: 3 }), { maxLength: 1 }),
			(text, cuts, stops) => {
				const { told, whole } = stream(text, cuts, stops);
				const [stop] = stops;
				expect(told).toBe(stop === undefined ? text : text.split(stop)[0]);
				expect(whole).toBe(told);
			},
		),
	);
});
