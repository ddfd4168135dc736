/** What the user may set of a chat. */
export type ChatNumbers = {
	/** 0–2; 0: always the likeliest token. */
	temperature: number;
	/** Of a reply, 1–4096. */
	maxTokens: number;
	/** System prompt; '' for none. */
	system: string;
	/** Whether earlier turns are sent along. */
	remembers: boolean;
};
