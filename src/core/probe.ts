/** What a test of a teacher finds, step by step, and what to do where it fails. */

export type ProbeStep =
	| 'reachable'
	| 'cors'
	| 'key'
	| 'models'
	| 'model'
	| 'answer'
	| 'structured'
	| 'streaming'
	| 'usage'
	| 'limits';

/** In the order in which they are shown. */
export const PROBE_STEPS: Readonly<Record<ProbeStep, string>> = {
	reachable: 'reachable',
	cors: 'pages allowed',
	key: 'key',
	models: 'models',
	model: 'model',
	answer: 'answer',
	structured: 'structured output',
	streaming: 'streaming',
	usage: 'usage',
	limits: 'limits',
};

export type ProbeFinding = {
	readonly step: ProbeStep;
	/** `unknown`: it can't be told from a page; `warn`: a run works with less. */
	readonly verdict: 'ok' | 'warn' | 'failed' | 'unknown';
	/** A sentence. */
	readonly found: string;
	/** What to do; absent where nothing need be done. */
	readonly remedy?: string;
	/** Ids of the models, with the step `models`. */
	readonly models?: readonly string[];
	/** Limits as the provider's headers tell them, with the step `limits`. */
	readonly limits?: ProbeLimits;
	/** What the test has used so far. */
	readonly used?: { readonly promptTokens: number; readonly completionTokens: number };
};
export type ProbeLimits = {
	readonly requestsPerMinute?: number | undefined;
	readonly tokensPerMinute?: number | undefined;
};

/** Two short questions: what a full reply to each comes to, in tokens. */
export const PROBE_TOKENS = { promptTokens: 70, completionTokens: 80 };
