/** The real trainer as tests in Chromium reach it: a command that Vitest carries out in Node; one at a time. */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { TrainerService } from '../../scripts/trainer-service.mjs';

export type AnsweringWish =
	/** `origin`: of the page that may ask. */
	{ readonly do: 'start'; readonly origin: string } | { readonly do: 'stop' };
export type AnsweringNews = { readonly url: string; readonly token: string };

const ROOT = join(import.meta.dirname, '../..');
const PORT = 4790;
let running: { readonly service: TrainerService; readonly home: string } | undefined;

/** `context` is Vitest's. */
export async function answeringCommand(
	_context: unknown,
	wish: AnsweringWish,
): Promise<AnsweringNews> {
	await running?.service.stop();
	if (running !== undefined) rmSync(running.home, { recursive: true, force: true });
	running = undefined;
	if (wish.do === 'stop') return { url: '', token: '' };
	const home = mkdtempSync(join(tmpdir(), 'retort-answering-'));
	const options = { port: PORT, origins: [wish.origin], home };
	const service = new TrainerService(ROOT, options, (line: string) => {
		console.log(line);
	});
	running = { service, home };
	await service.start();
	await service.settled;
	if (service.link === undefined) throw new Error(JSON.stringify(service.state));
	return service.link;
}
