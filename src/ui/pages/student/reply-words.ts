/** What is said under a reply: how long, how fast, how much of it. */
import { tokensPerSecond } from '../../../app/chat.ts';
import type { ReplyFacts } from '../../../app/ports/student-engine.ts';
import { assertNever, codeOf, messageOf } from '../../../core/error.ts';
import { count, duration, plural } from '../../parts/format.ts';
import type { Reply } from '../../state/chat-reply.svelte.ts';

type Shown = Pick<Reply, 'state' | 'soFar' | 'counted' | 'leftOut'>;

/** "12 tokens, first after 7 ms, read 31 at 4,400/s, wrote 191 tokens/s". */
export function paceWords(reply: Shown): string {
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

function measuredWords({ soFar, counted, leftOut }: Shown): string {
	const parts =
		counted?.facts == null ? clockWords({ soFar, counted }) : engineWords(counted.facts);
	const forgotten =
		leftOut === 0
			? []
			: [`without the ${leftOut === 1 ? 'oldest question' : `${count(leftOut)} oldest questions`}`];
	return [...parts, ...forgotten].join(', ');
}

/** By the page's clock: of a teacher, and of engines that don't tell. */
function clockWords({ soFar, counted }: Pick<Shown, 'soFar' | 'counted'>): readonly string[] {
	const speed = counted === null ? null : tokensPerSecond(soFar, counted.tokens);
	return [
		...(counted === null ? [] : [plural(counted.tokens, 'token')]),
		...(soFar.firstMs === null ? [] : [`first after ${shortTime(soFar.firstMs)}`]),
		speed === null ? shortTime(soFar.ms) : `${count(speed)} tokens/s`,
	];
}

/** By the engine's own. */
function engineWords(facts: ReplyFacts): readonly string[] {
	const { tokens, firstTokenMs, promptTokens, prefillPerSecond, decodePerSecond } = facts;
	return [
		plural(tokens, 'token'),
		`first after ${shortTime(firstTokenMs)}`,
		`read ${count(promptTokens)}${prefillPerSecond === null ? '' : ` at ${count(prefillPerSecond)}/s`}`,
		...(decodePerSecond === null ? [] : [`wrote ${count(decodePerSecond)} tokens/s`]),
		...(facts.finish === 'length' ? ['cut at its limit'] : []),
	];
}

/** Under a second in ms: "12 ms". */
function shortTime(ms: number): string {
	return ms < 1000 ? `${count(ms)}\u00a0ms` : duration(ms / 1000);
}
