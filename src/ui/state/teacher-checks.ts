/** What is wrong with the fields of a teacher, a sentence each. */
import { isFieldName, looksLikeKey } from '../../core/header-names.ts';
import { isLoopback } from './pairing-link.ts';

export type TeacherFields = {
	/** Id of a preset; '' for none. */
	provider: string;
	name: string;
	baseUrl: string;
	model: string;
	promptUsd: string;
	completionUsd: string;
	concurrency: string;
	requestsPerMinute: string;
	tokensPerMinute: string;
	temperature: string;
	maxTokens: string;
	/** "name: value", a line each. */
	headers: string;
	query: string;
	keyHeader: string;
};
export type TeacherErrors = Partial<Record<keyof TeacherFields, string>>;

/** None: the fields make a teacher. */
export function teacherErrors(fields: TeacherFields): TeacherErrors {
	return {
		...addressError(fields.baseUrl.trim()),
		...(isEmpty(fields.model) ? { model: 'Write the model’s name, or fetch the list.' } : {}),
		...priceErrors(fields),
		...wholeErrors(fields),
		...temperatureError(fields.temperature),
		...lineErrors(fields),
		...(isEmpty(fields.keyHeader) || isFieldName(fields.keyHeader.trim())
			? {}
			: { keyHeader: 'Write a header’s name, such as api-key.' }),
	};
}

export function isEmpty(text: string): boolean {
	return text.trim() === '';
}

/** "name: value" lines as pairs; a line without a colon has no value. */
export function pairsOf(text: string): readonly (readonly [string, string])[] {
	return text
		.split('\n')
		.filter((line) => !isEmpty(line))
		.map((line) => {
			const [name = '', ...rest] = line.split(':');
			return [name.trim(), rest.join(':').trim()] as const;
		});
}

function addressError(baseUrl: string): TeacherErrors {
	if (!URL.canParse(baseUrl))
		return { baseUrl: 'Write an address, such as https://api.openai.com/v1.' };
	const { protocol, origin, username, password, search, hash } = new URL(baseUrl);
	if (/YOUR-/.test(baseUrl)) return { baseUrl: 'Fill in what stands in capitals.' };
	if (username !== '' || password !== '' || search !== '' || hash !== '')
		return {
			baseUrl: 'Write it without a name, a key or a query: those have fields of their own.',
		};
	if (protocol === 'https:' || (protocol === 'http:' && isLoopback(origin))) return {};
	return { baseUrl: 'Use https, or http on this machine: the key could be read on the way.' };
}

function priceErrors({ promptUsd, completionUsd }: TeacherFields): TeacherErrors {
	if (isEmpty(promptUsd) && isEmpty(completionUsd)) return {};
	const sentence = 'Write both prices, such as 0.15, or neither.';
	return {
		...(isPrice(promptUsd) ? {} : { promptUsd: sentence }),
		...(isPrice(completionUsd) ? {} : { completionUsd: sentence }),
	};
}

function isPrice(text: string): boolean {
	return !isEmpty(text) && Number.isFinite(Number(text)) && Number(text) >= 0;
}

/** Whole numbers: whether one may be left out, and the largest. */
const WHOLE = {
	concurrency: [false, 256],
	requestsPerMinute: [true, 1e7],
	tokensPerMinute: [true, 1e10],
	maxTokens: [true, 100_000],
} as const;

function wholeErrors(fields: TeacherFields): TeacherErrors {
	const wrong: TeacherErrors = {};
	for (const [name, [mayBeEmpty, most]] of entriesOf(WHOLE)) {
		const number = Number(fields[name]);
		if (mayBeEmpty && isEmpty(fields[name])) continue;
		if (!Number.isInteger(number) || number < 1 || number > most)
			wrong[name] = `Write a whole number from 1 to ${most}${mayBeEmpty ? ', or nothing' : ''}.`;
	}
	return wrong;
}

function temperatureError(text: string): TeacherErrors {
	const number = Number(text);
	return isEmpty(text) || (Number.isFinite(number) && number >= 0 && number <= 2)
		? {}
		: { temperature: 'Write a number from 0 to 2, or nothing.' };
}

function lineErrors(fields: TeacherFields): TeacherErrors {
	const wrong: TeacherErrors = {};
	for (const field of ['headers', 'query'] as const)
		for (const [name, value] of pairsOf(fields[field])) {
			if (!isFieldName(name) || value === '')
				wrong[field] = 'Write a name, a colon and a value a line.';
			else if (looksLikeKey(name))
				wrong[field] =
					`${name} looks like a key. Put the key in its own field; “header of the key” says where it goes.`;
		}
	return wrong;
}

function entriesOf<K extends string, V>(of: Readonly<Record<K, V>>): readonly (readonly [K, V])[] {
	return Object.entries(of) as [K, V][];
}
