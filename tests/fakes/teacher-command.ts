/** The misbehaving teacher's server as tests in Chromium reach it: a command that Vitest carries out in Node. */
import { type Behaviour, echo, type ServerScript, TeacherServer } from './teacher-server.ts';

/**
 * What the calls about a case get, the first call the first of the list and so on, all further ones the last. A case is
 * named in the task as "case:NAME"; `*`: every call.
 */
export type Cases = Readonly<Record<string, readonly (Behaviour | 'well')[]>>;
export type TeacherWish =
	| { readonly do: 'start' | 'stop' | 'away' | 'back' | 'tell' }
	| { readonly do: 'script'; readonly teacher?: Cases; readonly referee?: Cases };
export type TeacherNews = {
	readonly baseUrl: string;
	/** Case of each call so far: "teacher NAME", "referee NAME". */
	readonly asked: readonly string[];
};

let server: TeacherServer | undefined;
let port = 0;
let asked: string[] = [];

const scoring: Behaviour = {
	kind: 'reply',
	text: '{"explanation": "fair", "score_1": 9, "score_2": 4}',
};

type Script = { readonly teacher: Cases; readonly referee: Cases };

function scriptOf(cases: Script): ServerScript {
	const times = new Map<string, number>();
	return (body, nth) => {
		const role = body['response_format'] === undefined ? 'teacher' : 'referee';
		const content = body.messages.at(-1)?.content ?? '';
		const name = /case:([\w-]+)/.exec(content)?.[1] ?? '';
		asked.push(`${role} ${name}`);
		const time = times.get(role + content) ?? 0;
		times.set(role + content, time + 1);
		const behaviour = nextOf(cases[role]['*'] ?? cases[role][name], time);
		if (behaviour !== 'well') return behaviour;
		return role === 'referee' ? scoring : echo(body, nth);
	};
}

function nextOf(list: Cases[string] = ['well'], time: number): Behaviour | 'well' {
	return list[Math.min(time, list.length - 1)] ?? 'well';
}

async function listen(): Promise<TeacherServer> {
	const started = await TeacherServer.start(scriptOf({ teacher: {}, referee: {} }), port);
	port = Number(new URL(started.baseUrl).port);
	return started;
}

async function open(): Promise<void> {
	server ??= await listen();
}

async function leave(): Promise<void> {
	await server?.stop();
	server = undefined;
}

const MOVES: Readonly<Record<'start' | 'stop' | 'away' | 'back' | 'tell', () => Promise<void>>> = {
	start: () => {
		asked = [];
		return open();
	},
	back: open,
	away: leave,
	stop: leave,
	tell: () => Promise.resolve(),
};

/** `context` is Vitest's; one server a test run is enough, since files take turns. */
export async function teacherCommand(_context: unknown, wish: TeacherWish): Promise<TeacherNews> {
	if (wish.do !== 'script') await MOVES[wish.do]();
	else if (server !== undefined) server.script = scriptOf({ teacher: {}, referee: {}, ...wish });
	return { baseUrl: `http://127.0.0.1:${port}/v1`, asked };
}
