/** Which ports of loopback can be listened on, and what is in the way of the others. */
import { createServer } from 'node:net';

const PORTS_TRIED = 50;
const FIRST_FREE_FOR_ALL = 1024;

/** Resolves with undefined when the port of 127.0.0.1 is free, else with the system's code, as a rule EADDRINUSE. */
export function portTrouble(port) {
	return new Promise((resolve) => {
		const server = createServer();
		server.once('error', (error) => resolve(error.code));
		server.listen(port, '127.0.0.1', () => server.close(() => resolve(undefined)));
	});
}

/** The port itself, or the first after it that can be listened on; rejects when there is none near. */
export async function freePort(from) {
	let trouble;
	const last = Math.min(from + PORTS_TRIED - 1, 65_535);
	for (let port = from; port <= last; port++) {
		const code = await portTrouble(port);
		if (code === undefined) return port;
		trouble ??= code;
	}
	throw new Error(`None of the ports ${from} to ${last} can be listened on (${trouble}).`);
}

/** What to say of a port that nobody has and we don't get. */
export function portRefusal(port, code, other) {
	const why =
		code !== 'EACCES'
			? `Nothing can listen on port ${port} here (${code}).`
			: port < FIRST_FREE_FOR_ALL
				? `Port ${port} needs the administrator’s rights, as all below ${FIRST_FREE_FOR_ALL} do (EACCES).`
				: `The system keeps port ${port} back (EACCES).`;
	return `${why} Take another port: npm start -- --port ${other}`;
}
