/** Work on a whole project from the page, while no worker of any tab carries it out. */
import { holdProject } from '../../../workers/run/project-lock.ts';
import { codeOf } from '../../core/error.ts';
import type { ProjectId } from '../../core/id.ts';
import { sleep } from './sleep.ts';

/** A worker that has just come to rest gives its lock back a moment after it says so. */
const MOMENTS_MS = [20, 100, 400];

/** The work's result; throws 'run/held-elsewhere', with nothing done, while a worker has the project. */
export async function whileProjectRests<T>(project: ProjectId, work: () => Promise<T>): Promise<T> {
	const release = await hold(project);
	try {
		return await work();
	} finally {
		release();
	}
}

async function hold(project: ProjectId): Promise<() => void> {
	for (const ms of MOMENTS_MS)
		try {
			return await holdProject(project);
		} catch (thrown) {
			if (codeOf(thrown) !== 'run/held-elsewhere') throw thrown;
			await sleep(ms, new AbortController().signal);
		}
	return holdProject(project);
}
