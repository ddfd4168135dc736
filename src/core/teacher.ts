/** How a teacher is reached and what it costs; the key is never part of this. */
import type { Prices, Role } from './call.ts';
import type { KeySlot, TeacherId } from './id.ts';

export type OpenAiTeacher = {
	readonly kind: 'openai';
	/** e.g. https://api.openai.com/v1, without a slash at the end. */
	readonly baseUrl: string;
	readonly model: string;
	readonly prices: Prices;
	/** Unix ms at which the prices were entered; absent: not known. */
	readonly pricesAt?: number | undefined;
	/** Requests in flight at once, 1–256. */
	readonly concurrency: number;
	/** Of the user's; absent: unknown. */
	readonly requestsPerMinute?: number | undefined;
	/** Of the user's, prompt and completion together; absent: unknown. */
	readonly tokensPerMinute?: number | undefined;
	/** Whether the provider takes `response_format: json_schema`; unknown until a call told. */
	readonly structuredOutput: boolean;
	/** The saved teacher that it was taken from; absent in projects from before teachers were saved. */
	readonly id?: TeacherId | undefined;
	/** As the user calls it; absent: by its address. */
	readonly name?: string | undefined;
	/** Id of the preset, see `providers.ts`; absent: none. */
	readonly provider?: string | undefined;
	/** Sent along with every request; never a key. */
	readonly headers?: Readonly<Record<string, string>> | undefined;
	/** Added to every address; never a key. */
	readonly query?: Readonly<Record<string, string>> | undefined;
	/** The header that carries the key in place of `Authorization: Bearer`, e.g. api-key. */
	readonly keyHeader?: string | undefined;
	/** What the recipe's teacher starts from; absent: the preset's numbers. */
	readonly defaults?: TeacherDefaults | undefined;
	/** The base URL where the ledger's keys name it, see `keyedAt`; absent: they don't. */
	readonly endpoint?: string | undefined;
	/** Who scores and who writes new instructions, where that is another model or teacher. */
	readonly roles?: Readonly<Partial<Record<OtherRole, OpenAiTeacher>>> | undefined;
};
/** Absent: the recipe's preset tells. */
type TeacherDefaults = {
	readonly temperature?: number | undefined;
	readonly maxTokens?: number | undefined;
};
export type OtherRole = 'referee' | 'generator';
export type TeacherSettings =
	| { readonly kind: 'practice'; readonly model: 'practice-teacher'; readonly prices: null }
	| OpenAiTeacher;

export const PRACTICE_TEACHER: TeacherSettings = {
	kind: 'practice',
	model: 'practice-teacher',
	prices: null,
};

/** Who is asked in a role; the labeller is always the teacher. */
export function teacherInRole<T extends TeacherSettings>(
	teacher: T,
	role: Role,
): T | OpenAiTeacher {
	if (teacher.kind === 'practice' || role === 'teacher' || role === 'labeller') return teacher;
	return teacher.roles?.[role] ?? teacher;
}

/** The teacher and those in its other roles, the teacher first. */
export function allTeachers(teacher: OpenAiTeacher): readonly OpenAiTeacher[] {
	return [teacher, ...Object.values(teacher.roles ?? {})];
}

/** Whether the price of everyone who is asked is known. */
export function isPriced(teacher: TeacherSettings): boolean {
	return teacher.kind === 'openai' && allTeachers(teacher).every(({ prices }) => prices !== null);
}

/** e.g. https://api.openai.com; '' for what is no address. */
export function originOf(baseUrl: string): string {
	return /^https?:\/\/[^/?#]+/i.exec(baseUrl)?.[0].toLowerCase() ?? '';
}

/** e.g. api.openai.com. */
export function hostOf(baseUrl: string): string {
	return originOf(baseUrl).replace(/^https?:\/\//, '');
}

/** What people read: the name, or the host. */
export function teacherName({ name, baseUrl }: Pick<OpenAiTeacher, 'name' | 'baseUrl'>): string {
	return name === undefined || name === '' ? hostOf(baseUrl) : name;
}

/**
 * Where a teacher's key is kept. The origin is part of it: a project that came in a file with somebody's id and another
 * address is not given the key.
 */
export function keySlotOf({ id, baseUrl }: Pick<OpenAiTeacher, 'id' | 'baseUrl'>): KeySlot {
	return `${id ?? ''} ${originOf(baseUrl)}`.trim() as KeySlot;
}

/** The teachers that need keys of their own, one for each slot. */
export function keyHolders(teacher: TeacherSettings): readonly OpenAiTeacher[] {
	if (teacher.kind === 'practice') return [];
	const bySlot = new Map<KeySlot, OpenAiTeacher>();
	for (const one of allTeachers(teacher))
		if (!bySlot.has(keySlotOf(one))) bySlot.set(keySlotOf(one), one);
	return [...bySlot.values()];
}

/**
 * The teacher with its address in the ledger's keys, so that two teachers with one model name don't share replies. Left
 * as it was for one with the address and model of a project from before (`others`, and no other of that model): what
 * that project paid for counts here too.
 */
export function keyedAt(
	teacher: OpenAiTeacher,
	others: readonly (TeacherSettings | null)[],
): OpenAiTeacher {
	const older = others.filter(
		(other): other is OpenAiTeacher =>
			other?.kind === 'openai' && other.endpoint === undefined && other.model === teacher.model,
	);
	const isKnown = older.length > 0 && older.every(({ baseUrl }) => baseUrl === teacher.baseUrl);
	return { ...teacher, endpoint: isKnown ? undefined : teacher.baseUrl };
}

/** The same for a project's teacher that is changed: at its old address its keys stay as they are. */
export function rekeyed(before: TeacherSettings, after: OpenAiTeacher): OpenAiTeacher {
	const stays = before.kind === 'openai' && before.baseUrl === after.baseUrl;
	return { ...after, endpoint: stays ? before.endpoint : after.baseUrl };
}
