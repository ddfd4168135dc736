/** What is said under a reply: how long, how fast, how much of it. */
import { tokensPerSecond } from '../../../app/chat.ts';
import { assertNever, codeOf, messageOf } from '../../../core/error.ts';
import { count, duration, plural } from '../../parts/format.ts';
import type { Reply } from '../../state/chat-reply.svelte.ts';

/** "12 tokens, first after 7 ms, 191 tokens/s". */
export function paceWords(reply: Pick<Reply, 'state' | 'soFar' | 'counted'>): string {
	const { state, soFar } = reply;
	switch (state.kind) {
		case 'waiting':
			return 'waiting';
		case 'answering':
			return soFar.firstMs === null ? 'reading the question' : 'answering';
		case 'stopped':
			return 'Stopped by you.';
		case 'failed':
			return `${messageOf(state.error)} (${codeOf(state.error)})`;
		case 'done':
			return measuredWords(reply);
		default:
			return assertNever(state);
	}
}

function measuredWords({ soFar, counted }: Pick<Reply, 'soFar' | 'counted'>): string {
	const speed = counted === null ? null : tokensPerSecond(soFar, counted.tokens);
	const parts = [
		counted === null ? null : plural(counted.tokens, 'token'),
		soFar.firstMs === null ? null : `first after ${shortTime(soFar.firstMs)}`,
		speed === null ? shortTime(soFar.ms) : `${count(speed)} tokens/s`,
	];
	return parts.filter((part) => part !== null).join(', ');
}

/** Under a second in ms: "12 ms". */
function shortTime(ms: number): string {
	return ms < 1000 ? `${count(ms)}\u00a0ms` : duration(ms / 1000);
}
