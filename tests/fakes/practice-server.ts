/** The practice teacher as a server on this machine, for what must go over a real connection. */
import { createServer } from 'node:http';
import type { AddressInfo, Socket } from 'node:net';
import { Readable } from 'node:stream';
import type { ReadableStream } from 'node:stream/web';
import {
	practiceFetch,
	type PracticeFetchOptions,
} from '../../src/adapters/practice/practice-fetch.ts';

/** One request as the server saw it; Unix ms. */
export type PracticeCall = {
	readonly body: string;
	readonly askedAt: number;
	/** When the whole reply had been handed to the system; null: it never was. */
	sentAt: number | null;
	/** When the connection was closed, by whom ever; null: it is open. */
	closedAt: number | null;
};

/** Listens on a free port of the loopback; `stop` ends open connections too. */
export async function startPracticeServer(options: PracticeFetchOptions = {}) {
	const answer = practiceFetch(options);
	/** Bodies of the requests that arrived, in order. */
	const asked: string[] = [];
	const calls: PracticeCall[] = [];
	const callsOfSocket = new WeakMap<Socket, PracticeCall[]>();
	/** One connection takes many calls, one after the other. */
	const watchClose = (socket: Socket, call: PracticeCall) => {
		const ofSocket = callsOfSocket.get(socket);
		if (ofSocket !== undefined) {
			ofSocket.push(call);
			return;
		}
		const own = [call];
		callsOfSocket.set(socket, own);
		socket.once('close', () => {
			for (const one of own) one.closedAt = Date.now();
		});
	};
	const server = createServer((request, response) => {
		const allow = {
			'access-control-allow-origin': request.headers.origin ?? '*',
			'access-control-allow-headers': request.headers['access-control-request-headers'] ?? '*',
		};
		if (request.method === 'OPTIONS') {
			response.writeHead(204, allow).end();
			return;
		}
		(async () => {
			const chunks: Buffer[] = [];
			for await (const chunk of request) chunks.push(chunk as Buffer);
			// A browser that is killed sends half a request: nobody asked.
			if (!request.complete) return;
			const body = Buffer.concat(chunks).toString();
			if (request.method === 'POST') {
				asked.push(body);
				const call: PracticeCall = { body, askedAt: Date.now(), sentAt: null, closedAt: null };
				calls.push(call);
				watchClose(request.socket, call);
				response.once('finish', () => (call.sentAt = Date.now()));
			}
			const reply = await answer(new URL(request.url ?? '/', 'http://practice'), {
				method: request.method ?? 'GET',
				body,
			});
			response.writeHead(reply.status, {
				...Object.fromEntries(reply.headers),
				...allow,
			});
			if (reply.body === null) response.end();
			else Readable.fromWeb(reply.body as ReadableStream).pipe(response);
		})().catch((thrown: unknown) => {
			// Reading stops with an error when the browser goes away in the middle.
			if (!request.destroyed) response.writeHead(500).end(String(thrown));
		});
	});
	await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
	return {
		asked: asked as readonly string[],
		calls: calls as readonly Readonly<PracticeCall>[],
		baseUrl: `http://127.0.0.1:${(server.address() as AddressInfo).port}/v1`,
		stop: () =>
			new Promise<void>((resolve) => {
				server.closeAllConnections();
				server.close(() => {
					resolve();
				});
			}),
	};
}
