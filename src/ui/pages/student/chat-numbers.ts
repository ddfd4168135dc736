/** What the user may set of a chat. */
export type ChatNumbers = {
	/** 0–2; 0: always the likeliest token. */
	temperature: number;
	/** Above 0, at most 1: of the likeliest tokens, those that together have this probability. */
	topP: number;
	/** Of a reply, 1–4096. */
	maxTokens: number;
	/** Of the first question; each later one counts on from it. */
	seed: number;
	/** Texts that end a reply, a line each; \n in one is a line's end. */
	stops: string;
	/** System prompt; '' for none. */
	system: string;
	/** Whether earlier turns are sent along. */
	remembers: boolean;
};

/** The stop texts as they are looked for. */
export function stopsOf(lines: string): string[] {
	return lines
		.split('\n')
		.map((line) => line.replaceAll('\\n', '\n'))
		.filter((line) => line !== '');
}

/** "Temperature 0.7, top-p 0.9, stops at 2 texts"; what is as usual isn't named. */
export function samplingWords({ temperature, topP, stops }: ChatNumbers): string {
	const stop = stopsOf(stops).length;
	return [
		`Temperature ${String(temperature)}`,
		...(topP < 1 ? [`top-p ${String(topP)}`] : []),
		...(stop > 0 ? [`stops at ${String(stop)} ${stop === 1 ? 'text' : 'texts'}`] : []),
	].join(', ');
}
