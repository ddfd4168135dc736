/** The twelve kinds of failure of the bench's provider. */
import type { ServerResponse } from 'node:http';

type Name =
	| '429 with seconds'
	| '429 with ms'
	| '429 plain'
	| '500'
	| '502 page'
	| '503 with date'
	| '529'
	| '408'
	| 'hang-up'
	| 'cut'
	| 'stall'
	| 'empty';
export type Fault = {
	readonly name: Name;
	/** The provider takes no tokens for it. */
	readonly isFree: boolean;
};

const PAID: ReadonlySet<Name> = new Set<Name>(['cut', 'stall', 'empty']);
export const FAULTS: readonly Fault[] = (
	[
		...['429 with seconds', '429 with ms', '429 plain', '500', '502 page', '503 with date'],
		...['529', '408', 'hang-up', 'cut', 'stall', 'empty'],
	] as Name[]
).map((name) => ({ name, isFree: !PAID.has(name) }));

const JSON_TYPE = { 'content-type': 'application/json' };

function refuse(response: ServerResponse, status: number, headers: object = {}): void {
	const error = { message: 'on purpose', type: null, param: null, code: null };
	response.writeHead(status, { ...JSON_TYPE, ...headers }).end(JSON.stringify({ error }));
}

/** Sends what the fault is; `usage` is that of the reply that would have been. */
export function misbehave(response: ServerResponse, name: Name, usage: object): void {
	WAYS[name](response, usage);
}

const WAYS: Readonly<Record<Name, (response: ServerResponse, usage: object) => void>> = {
	'429 with seconds': (response) => {
		refuse(response, 429, { 'retry-after': '1' });
	},
	'429 with ms': (response) => {
		refuse(response, 429, { 'retry-after-ms': '300' });
	},
	'429 plain': (response) => {
		refuse(response, 429);
	},
	'503 with date': (response) => {
		refuse(response, 503, { 'retry-after': new Date(Date.now() + 1000).toUTCString() });
	},
	'500': (response) => {
		refuse(response, 500);
	},
	'529': (response) => {
		refuse(response, 529);
	},
	'408': (response) => {
		refuse(response, 408);
	},
	'502 page': (response) => {
		response.writeHead(502, { 'content-type': 'text/html' }).end('<h1>Bad gateway</h1>');
	},
	'hang-up': (response) => {
		response.destroy();
	},
	cut: (response) => {
		response.writeHead(200, { ...JSON_TYPE, 'content-length': '9999' });
		response.write('{"choices": [', () => response.destroy());
	},
	stall: (response) => {
		response.writeHead(200, JSON_TYPE).write('{"choices": [');
	},
	empty: (response, usage) => {
		response.writeHead(200, JSON_TYPE);
		response.end(JSON.stringify({ choices: [{ message: { content: null } }], usage }));
	},
};
