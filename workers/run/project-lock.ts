/** The lock on a project: one worker of one tab carries its runs out, and the lock dies with that worker. */
import { AppError } from '../../src/core/error.ts';
import type { ProjectId } from '../../src/core/id.ts';

/** Holds the lock until the returned function is called; throws 'run/held-elsewhere' when another tab has it. */
export function holdProject(project: ProjectId): Promise<() => void> {
	return new Promise((resolve, reject) => {
		navigator.locks
			.request(`retort/project/${project}`, { ifAvailable: true }, (lock) => {
				if (lock === null)
					throw new AppError(
						'run/held-elsewhere',
						'Another tab is carrying out this project. It can be watched here, live.',
					);
				return new Promise<void>((release) => {
					resolve(release);
				});
			})
			.catch(reject);
	});
}
