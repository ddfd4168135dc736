/** Notices that the npm that started us is gone, though the shell between us may live on. */
import { existsSync, readFileSync } from 'node:fs';

const LOOK_MS = 1000;

/** Calls `end` once npm is gone; does nothing when npm didn't start us. */
export function whenNpmIsGone(end) {
	if (process.env.npm_lifecycle_event === undefined) return;
	const before = parents();
	const timer = setInterval(() => {
		if (parents() === before) return;
		clearInterval(timer);
		end();
	}, LOOK_MS);
	timer.unref();
}

/** Our parent, and its own where it is the shell of `npm start`: not that of npm, which may be sent to the background. */
function parents() {
	const parent = process.ppid;
	const stat = `/proc/${parent}/stat`;
	if (!existsSync(stat)) return String(parent);
	const [, name, grandparent] = /\((.*)\) \S (\d+)/.exec(readFileSync(stat, 'utf8')) ?? [];
	return ['sh', 'dash', 'bash'].includes(name) ? `${parent} ${grandparent}` : String(parent);
}
