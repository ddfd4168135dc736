/** Serves the built app on loopback: files of `dist/`, and /retort.json, which says who we are. */
import { createReadStream, existsSync, realpathSync, statSync } from 'node:fs';
import { createServer } from 'node:http';
import { extname, join, sep } from 'node:path';
import { pipeline } from 'node:stream';
import { headersFor } from './headers.mjs';

const TYPES = {
	'.css': 'text/css; charset=utf-8',
	'.html': 'text/html; charset=utf-8',
	'.ico': 'image/x-icon',
	'.js': 'text/javascript; charset=utf-8',
	'.json': 'application/json; charset=utf-8',
	'.jsonl': 'application/jsonl; charset=utf-8',
	'.map': 'application/json; charset=utf-8',
	'.mjs': 'text/javascript; charset=utf-8',
	'.onnx': 'application/octet-stream',
	'.png': 'image/png',
	'.svg': 'image/svg+xml',
	'.txt': 'text/plain; charset=utf-8',
	'.wasm': 'application/wasm',
	'.webmanifest': 'application/manifest+json',
	'.woff2': 'font/woff2',
};
/** Here a missing file is missing; elsewhere it is a page of the app. */
const FILES_ONLY = /^\/(assets|engines|models)\//;
/** Names that hold the hash of their content. */
const NEVER_CHANGES = /^\/(assets|engines)\//;

/**
 * A request handler for the app in `dist`. `facts()` is what /retort.json answers, asked for each
 * time; it must hold no secret.
 */
export function appHandler(dist, facts) {
	return (request, response) => {
		const path = pathOf(request);
		for (const [name, value] of Object.entries(headersFor(path ?? '/')))
			response.setHeader(name, value);
		if (request.method !== 'GET' && request.method !== 'HEAD') {
			response.setHeader('Allow', 'GET, HEAD');
			say(response, 405, 'Only GET and HEAD are answered here.');
			return;
		}
		if (path === undefined) say(response, 400, 'The address can’t be read.');
		else if (path === '/retort.json') sendFacts(request, response, facts());
		else sendApp(request, response, { dist, path });
	};
}

/** A file may go at any moment, where the app is built anew: that ends a request, and nothing else. */
function sendApp(request, response, { dist, path }) {
	try {
		sendPath(request, response, { root: realpathSync(dist), path });
	} catch (error) {
		if (error.syscall === undefined) throw error;
		if (response.headersSent) response.destroy();
		else say(response, 503, 'The app is not complete just now. Try again in a few seconds.');
	}
}

/** The decoded path, undefined when it can't be decoded. */
function pathOf(request) {
	try {
		const path = decodeURIComponent(new URL(request.url, 'http://localhost').pathname);
		return path.includes('\0') ? undefined : path;
	} catch (error) {
		if (error instanceof URIError || error instanceof TypeError) return undefined;
		throw error;
	}
}

function say(response, status, text) {
	response.writeHead(status, {
		'Content-Type': 'text/plain; charset=utf-8',
		'Cache-Control': 'no-store',
	});
	response.end(`${text}\n`);
}

function sendFacts(request, response, facts) {
	const body = Buffer.from(JSON.stringify(facts));
	response.writeHead(200, {
		'Content-Type': TYPES['.json'],
		'Content-Length': body.length,
		'Cache-Control': 'no-store',
	});
	response.end(request.method === 'HEAD' ? undefined : body);
}

function sendPath(request, response, { root, path }) {
	const file = fileAt(root, path);
	if (file !== undefined) sendFile(request, response, { file, isFixed: NEVER_CHANGES.test(path) });
	else if (FILES_ONLY.test(path) || extname(path) in TYPES)
		say(response, 404, 'There is no such file.');
	else sendFile(request, response, { file: join(root, 'index.html'), isFixed: false });
}

/** The file that a path names, undefined when there is none, or it is hidden, or outside `root`. */
function fileAt(root, path) {
	if (path.split(/[/\\]/).some((part) => part.startsWith('.'))) return undefined;
	const named = join(root, path);
	if (!existsSync(named)) return undefined;
	const file = realpathSync(named);
	return file.startsWith(root + sep) && statSync(file).isFile() ? file : undefined;
}

function sendFile(request, response, { file, isFixed }) {
	const { size, mtimeMs } = statSync(file);
	const tag = `"${size.toString(36)}-${Math.floor(mtimeMs).toString(36)}"`;
	response.setHeader('ETag', tag);
	response.setHeader('Accept-Ranges', 'bytes');
	response.setHeader('Cache-Control', isFixed ? 'public, max-age=31536000, immutable' : 'no-cache');
	if (request.headers['if-none-match'] === tag) {
		response.writeHead(304).end();
		return;
	}
	response.setHeader('Content-Type', TYPES[extname(file)] ?? 'application/octet-stream');
	const range = rangeOf(request.headers.range, size);
	if (range === 'impossible') {
		response.setHeader('Content-Range', `bytes */${size}`);
		say(response, 416, 'The file has no such part.');
		return;
	}
	sendBytes(request, response, { file, size, range });
}

function sendBytes(request, response, { file, size, range }) {
	const { start, end } = range ?? { start: 0, end: size - 1 };
	if (range) response.setHeader('Content-Range', `bytes ${start}-${end}/${size}`);
	response.writeHead(range ? 206 : 200, { 'Content-Length': end - start + 1 });
	if (request.method === 'HEAD' || size === 0) {
		response.end();
		return;
	}
	// A reader that goes away in the middle is no error of ours.
	pipeline(createReadStream(file, { start, end }), response, () => {});
}

/** The one range of a Range header, undefined for the whole file (no header, several ranges). */
function rangeOf(header, size) {
	const match = /^bytes=(\d*)-(\d*)$/.exec(header ?? '');
	if (!match || (match[1] === '' && match[2] === '')) return undefined;
	const [, from, to] = match;
	const start = from === '' ? Math.max(0, size - Number(to)) : Number(from);
	const end = from === '' || to === '' ? size - 1 : Math.min(Number(to), size - 1);
	return start > end ? 'impossible' : { start, end };
}

/**
 * Listens on both loopback addresses, since `localhost` may mean either; a machine without IPv6 has
 * one. Rejects with EADDRINUSE when either is taken. Resolves with `close()`.
 */
export async function listenOnLoopback(handler, port) {
	const servers = [await listen(handler, port, '127.0.0.1')];
	try {
		servers.push(await listen(handler, servers[0].address().port, '::1'));
	} catch (error) {
		if (error.code === 'EADDRINUSE') {
			servers[0].close();
			throw error;
		}
	}
	return {
		port: servers[0].address().port,
		close() {
			for (const server of servers) {
				server.close();
				server.closeAllConnections();
			}
		},
	};
}

function listen(handler, port, host) {
	return new Promise((resolve, reject) => {
		const server = createServer(handler);
		server.once('error', reject);
		server.listen(port, host, () => {
			server.off('error', reject);
			resolve(server);
		});
	});
}
