/** A trainer over HTTP that goes away, forgets and finishes when a test tells it to; its students are the practice student's files. */
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';

type Artifacts = { readonly url: string; readonly files: readonly object[] };
export type TrainerWish =
	| { readonly do: 'start'; readonly student: Artifacts }
	| { readonly do: 'away' | 'back' | 'forget' | 'finish' | 'tell' };
export type TrainerNews = {
	readonly url: string;
	/** Ids of the orders that were placed, in order. */
	readonly orders: readonly string[];
};
type Job = { readonly id: string; readonly order: string; readonly model: string; status: string };

let server: Server | undefined;
let port = 0;
let student: Artifacts = { url: '', files: [] };
let orders: string[] = [];
const jobs = new Map<string, Job>();
/** Ends of event streams that wait for their job. */
const waiting: (() => void)[] = [];

function shown({ id, model, status, order }: Job): object {
	const isDone = status === 'succeeded';
	return {
		...{ id, object: 'fine_tuning.job', model, status, created_at: 1, error: null },
		...{ finished_at: isDone ? 2 : null, fine_tuned_model: isDone ? `ft:${id}` : null },
		...{ trained_tokens: null, training_file: 'file-1', metadata: { client_request_id: order } },
		x_artifacts: isDone ? student : null,
	};
}

function send(response: ServerResponse, body: object, status = 200): void {
	response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(body));
}

function follow(response: ServerResponse, job: Job): void {
	const data = { step: 1, total_steps: 9, train_loss: 0.5, learning_rate: 0.001 };
	const event = {
		id: 'e1',
		level: 'info',
		message: 'step 1',
		created_at: 1,
		type: 'metrics',
		data,
	};
	response.writeHead(200, { 'content-type': 'text/event-stream' });
	response.write(`id: e1\nevent: event\ndata: ${JSON.stringify(event)}\n\n`);
	const end = () => response.end('event: end\ndata: {}\n\n');
	if (job.status === 'running') waiting.push(end);
	else end();
}

async function place(request: IncomingMessage, response: ServerResponse): Promise<void> {
	const chunks: Buffer[] = [];
	for await (const chunk of request) chunks.push(chunk as Buffer);
	const { model, metadata } = JSON.parse(Buffer.concat(chunks).toString()) as {
		readonly model: string;
		readonly metadata: { readonly client_request_id: string };
	};
	const order = metadata.client_request_id;
	orders.push(order);
	const job = { id: `ftjob-${orders.length}`, order, model, status: 'running' };
	jobs.set(job.id, job);
	send(response, shown(job));
}

function ofJob(response: ServerResponse, path: string): void {
	const [, id = '', rest = ''] = /^\/v1\/fine_tuning\/jobs\/([^/]+)(.*)$/.exec(path) ?? [];
	const job = jobs.get(id);
	if (job === undefined) {
		send(response, { error: { code: 'not_found', message: `no job ${id}` } }, 404);
		return;
	}
	if (rest === '/events/stream') follow(response, job);
	else send(response, shown(job));
}

function serve(request: IncomingMessage, response: ServerResponse): void {
	const { origin = '*', 'access-control-request-headers': wanted = '*' } = request.headers;
	response.setHeader('Access-Control-Allow-Origin', origin);
	response.setHeader('Access-Control-Allow-Headers', wanted);
	response.setHeader('Access-Control-Allow-Methods', 'GET, POST, PUT, DELETE');
	response.setHeader('Cross-Origin-Resource-Policy', 'cross-origin');
	const { pathname } = new URL(request.url ?? '/', 'http://trainer');
	const isList = pathname === '/v1/fine_tuning/jobs' && request.method === 'GET';
	if (request.method === 'OPTIONS' || request.method === 'PUT') response.writeHead(204).end();
	else if (isList) send(response, { data: [], has_more: false });
	else if (pathname === '/v1/fine_tuning/jobs') void place(request, response);
	else if (pathname.startsWith('/v1/files')) send(response, { id: 'file-1', data: [] });
	else ofJob(response, pathname);
}

async function open(): Promise<void> {
	const started = createServer(serve);
	server = started;
	await new Promise<void>((resolve) => started.listen(port, '127.0.0.1', resolve));
	port = (started.address() as AddressInfo).port;
}

function leave(): Promise<void> {
	const closing = server;
	server = undefined;
	closing?.closeAllConnections();
	return new Promise((resolve) => {
		if (closing === undefined) resolve();
		else
			closing.close(() => {
				resolve();
			});
	});
}

function end(): void {
	for (const tell of waiting.splice(0)) tell();
}

/** `context` is Vitest's. */
export async function trainerCommand(_context: unknown, wish: TrainerWish): Promise<TrainerNews> {
	if (wish.do === 'start') {
		orders = [];
		jobs.clear();
		student = wish.student;
	}
	if (wish.do === 'start' || wish.do === 'back') await open();
	if (wish.do === 'away') await leave();
	if (wish.do === 'forget') jobs.clear();
	if (wish.do === 'finish') for (const job of jobs.values()) job.status = 'succeeded';
	if (wish.do === 'finish' || wish.do === 'forget') end();
	return { url: `http://127.0.0.1:${port}`, orders };
}
