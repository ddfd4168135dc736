/** A student's own chat template: messages to the text that its tokenizer reads, as transformers.js makes it. */
import { Template } from '@huggingface/jinja';
import { AppError, messageOf } from '../../src/core/error.ts';
import type { Conversation } from '../student/protocol.ts';

type Json = Readonly<Record<string, unknown>>;
const SPECIAL = ['bos', 'eos', 'unk', 'sep', 'pad', 'cls', 'mask'].map((name) => `${name}_token`);

export class ChatTemplate {
	readonly #template: Template;
	readonly #tokens: Json;

	/** `config`: tokenizer_config.json. Throws 'student/wrong-tokenizer' where it has no template that can be read. */
	constructor(config: Json) {
		const text = templateText(config['chat_template']);
		if (text === undefined)
			throw new AppError('student/wrong-tokenizer', 'its tokenizer has no chat template');
		try {
			this.#template = new Template(text);
		} catch (cause) {
			const why = messageOf(cause);
			throw new AppError('student/wrong-tokenizer', `its chat template can't be read: ${why}`, {
				cause,
			});
		}
		this.#tokens = Object.fromEntries(
			SPECIAL.flatMap((name) => {
				const token = tokenText(config[name]);
				return token === undefined ? [] : [[name, token]];
			}),
		);
	}

	/** `toAnswer`: ready for the answer to follow. */
	render(messages: Conversation, toAnswer: boolean): string {
		return this.#template.render({
			messages: messages.map(({ role, content }) => ({ role, content })),
			add_generation_prompt: toAnswer,
			...this.#tokens,
		});
	}
}

/** One text, or a list of named ones. */
function templateText(value: unknown): string | undefined {
	if (typeof value === 'string') return value;
	if (!Array.isArray(value)) return undefined;
	const named = value as readonly { readonly name?: unknown; readonly template?: unknown }[];
	const text = named.find(({ name }) => name === 'default')?.template;
	return typeof text === 'string' ? text : undefined;
}

/** A token, or what is known of it. */
function tokenText(value: unknown): string | undefined {
	if (typeof value === 'string') return value;
	if (typeof value !== 'object' || value === null || !('content' in value)) return undefined;
	return typeof value.content === 'string' ? value.content : undefined;
}
