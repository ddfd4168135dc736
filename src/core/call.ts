/** A call to the teacher's model in one of its roles, as the ledger keeps it. */
import type { Finish } from './answer.ts';
import type { CallKey, ProjectId, RunId } from './id.ts';

export type Role = 'teacher' | 'referee' | 'generator' | 'labeller';
/** Of any call: a chat's belongs to no run. */
export type CallRole = Role | 'chat';
export type Message = {
	readonly role: 'system' | 'user' | 'assistant';
	readonly content: string;
};

/** Everything that decides a reply; two equal requests have the same key and are paid for once. */
export type CallRequest = {
	readonly model: string;
	/** The teacher's base URL, for teachers that share a model's name; absent in what was asked before it was told apart. */
	readonly endpoint?: string | undefined;
	readonly messages: readonly Message[];
	readonly temperature: number;
	readonly topP: number;
	readonly maxTokens: number;
	readonly seed: number;
	/** Name and JSON schema of the reply, where structured output is wanted. */
	readonly schema: {
		readonly name: string;
		readonly schema: Readonly<Record<string, unknown>>;
	} | null;
	/** 0 for the first time of asking; a re-ask of an unreadable reply counts up. */
	readonly sample: number;
};

/** Tokens that a call took. */
export type Usage = { readonly promptTokens: number; readonly completionTokens: number };

export type CallReply = {
	readonly text: string;
	readonly finish: Finish;
	/** null where the provider doesn't tell. */
	readonly promptTokens: number | null;
	readonly completionTokens: number | null;
};

export type CallFailure = {
	/** e.g. 'teacher/rate-limited'. */
	readonly code: string;
	readonly message: string;
};

export type Call = {
	readonly schema: 1;
	readonly key: CallKey;
	readonly projectId: ProjectId;
	readonly runId: RunId | null;
	readonly role: CallRole;
	readonly model: string;
	/** What it was about: id of an instruction, verdict or candidate. */
	readonly about: string;
	/**
	 * `sent`: no reply has arrived; after a restart such a call is in doubt and asked once more. `waiting`: its last try
	 * failed, with `failure`, and the next one is not out yet: nothing is in doubt.
	 */
	readonly state: 'sent' | 'waiting' | 'answered' | 'failed';
	readonly reply: CallReply | null;
	readonly failure: CallFailure | null;
	/** Times it went out over the network, retries included. */
	readonly attempts: number;
	/** Times it was found in doubt after a restart and asked again; left out: never. */
	readonly doubts?: number;
	/** What tries took whose replies can't be used (empty, filtered); left out: nothing that is known. */
	readonly inVain?: Usage & { readonly tries: number; readonly costNanoUsd: number | null };
	/** 10⁻⁹ US dollars, whole; null where the price is unknown. */
	readonly costNanoUsd: number | null;
	/** Unix ms: of the last try; before the first, of asking. */
	readonly sentAt: number;
	readonly answeredAt: number | null;
};

/** US dollars for a million tokens, as the user entered them; null: unknown. */
export type Prices = {
	readonly promptUsdPerMillion: number;
	readonly completionUsdPerMillion: number;
} | null;

/** One price for all roles, or each role's own. */
export type RolePrices = Prices | ((role: Role) => Prices);

export function pricesOf(prices: RolePrices, role: Role): Prices {
	return typeof prices === 'function' ? prices(role) : prices;
}

/** Price of a reply in 10⁻⁹ US dollars; null when the price or the tokens are unknown. */
export function costNanoUsd(
	reply: Pick<CallReply, 'promptTokens' | 'completionTokens'>,
	prices: Prices,
): number | null {
	if (prices === null || reply.promptTokens === null || reply.completionTokens === null)
		return null;
	return Math.round(
		1000 *
			(reply.promptTokens * prices.promptUsdPerMillion +
				reply.completionTokens * prices.completionUsdPerMillion),
	);
}

/** The text whose sha-256 is the call's key: canonical JSON of the request, fields in fixed order, the endpoint last where told. */
export function callContent(request: CallRequest): string {
	return JSON.stringify([
		request.model,
		request.messages.map(({ role, content }) => [role, content]),
		request.temperature,
		request.topP,
		request.maxTokens,
		request.seed,
		request.schema === null ? null : [request.schema.name, request.schema.schema],
		request.sample,
		...(request.endpoint === undefined ? [] : [request.endpoint]),
	]);
}
