import { expect, test } from 'vitest';
import { beginRun } from '../../../src/app/begin-run.ts';
import type { ProjectImport } from '../../../src/app/import-ports.ts';
import type { NewRunOptions } from '../../../src/app/world-ports.ts';
import type { ProjectId, RunId } from '../../../src/core/id.ts';
import type { Project } from '../../../src/core/project.ts';
import { type Caps, NO_CAPS } from '../../../src/core/budget.ts';
import { recipeFrom } from '../../../src/core/recipe.ts';
import { PRACTICE_TEACHER } from '../../../src/core/teacher.ts';
import { ownProject, watching } from '../../fakes/import-world.ts';
import { LiveCell } from '../../fakes/live-cell.ts';
import { PROJECT, projectRow } from '../../fakes/rows.ts';

function scene(project: Project | undefined) {
	const told: string[] = [];
	const world = {
		imports: {
			create: (own: ProjectImport) => {
				told.push(`import ${own.name}`);
				return Promise.resolve({ project: 'new' as ProjectId, run: 'first' as RunId });
			},
		},
		projects: {
			changeTeacher: (id: ProjectId) => {
				told.push(`teacher of ${id}`);
				return Promise.resolve();
			},
			newRun: (id: ProjectId, _: unknown, options?: NewRunOptions) => {
				told.push(`run in ${id}: ${JSON.stringify(options)}`);
				return Promise.resolve('next' as RunId);
			},
		},
		library: { project: () => new LiveCell(project) },
	};
	return { told, world };
}
const caps = { ...NO_CAPS, calls: 9 };
function own(more: { readonly caps?: Caps } = {}) {
	const recipe = recipeFrom('practice', { seed: 1, baseId: 'base' });
	return { ...ownProject('{}'), distil: { teacher: PRACTICE_TEACHER, recipe, ...more } };
}

test('a file that was not imported yet is, once', async () => {
	const { told, world } = scene(undefined);
	const begun = await beginRun(world, own({ caps }), null, watching());
	expect([begun.run, told]).toEqual(['first', ['import a.jsonl']]);
});

test('a file that a trial has imported is not imported again: the run is one of that project', async () => {
	const { told, world } = scene(projectRow());
	const begun = await beginRun(world, own({ caps }), PROJECT, watching());
	expect(begun).toEqual({ project: PROJECT, run: 'next' });
	expect(told).toEqual([
		`teacher of ${PROJECT}`,
		`run in ${PROJECT}: {"caps":${JSON.stringify(caps)}}`,
	]);
});

test('a project that was deleted since is imported anew', async () => {
	const { told, world } = scene(undefined);
	await beginRun(world, own(), PROJECT, watching());
	expect(told).toEqual(['import a.jsonl']);
});
