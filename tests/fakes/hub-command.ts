/** The loopback hub as tests in Chromium reach it: a command that Vitest carries out in Node. */
import { hubRepos } from './hub-repos.ts';
import { HubServer, type Asked, type Fault } from './hub-server.ts';

export type HubWish =
	| {
			readonly do: 'start';
			readonly published: { readonly repo: string; readonly library: string };
	  }
	| { readonly do: 'fault'; readonly path: string; readonly faults: readonly Fault[] }
	| { readonly do: 'tell' | 'drop' | 'stop' };
export type HubNews = { readonly address: string; readonly asked: readonly Asked[] };

let server: HubServer | undefined;

async function leave(): Promise<void> {
	await server?.stop();
	server = undefined;
}

async function carryOut(wish: HubWish): Promise<void> {
	switch (wish.do) {
		case 'start':
			await leave();
			server = await HubServer.start(hubRepos(wish.published));
			return;
		case 'fault':
			server?.faults.set(wish.path, [...wish.faults]);
			return;
		case 'drop':
			server?.drop();
			return;
		case 'stop':
			await leave();
			return;
		case 'tell':
	}
}

/** `context` is Vitest's; one server a test run is enough, since files take turns. */
export async function hubCommand(_context: unknown, wish: HubWish): Promise<HubNews> {
	await carryOut(wish);
	return server === undefined
		? { address: '', asked: [] }
		: { address: server.address, asked: server.asked };
}
