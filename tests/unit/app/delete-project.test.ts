import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterEach, expect, test } from 'vitest';
import { HttpTrainer } from '../../../src/adapters/trainer/trainer.ts';
import { deleteProject, type DeletingWorld } from '../../../src/app/delete-project.ts';
import type { Trainer } from '../../../src/app/ports/trainer.ts';
import { AppError } from '../../../src/core/error.ts';
import type { JobId, ProjectId, RunId } from '../../../src/core/id.ts';
import type { Run, TrainingJob } from '../../../src/core/run.ts';
import { LiveCell } from '../../fakes/live-cell.ts';
import { PROJECT, RUN, runRow, studentRow } from '../../fakes/rows.ts';

const servers: Server[] = [];
afterEach(() => {
	for (const server of servers.splice(0)) {
		server.closeAllConnections();
		server.close();
	}
});

/** A trainer that is there and says nothing. */
async function hangingTrainer(): Promise<Trainer> {
	const server = createServer(() => undefined);
	servers.push(server);
	await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
	const { port } = server.address() as AddressInfo;
	return new HttpTrainer({ url: `http://127.0.0.1:${port}`, token: 'rt' });
}

const jobRow = (jobId: string, fields: Partial<TrainingJob> = {}) =>
	({
		...{ id: `${fields.runId ?? RUN}-0-0`, projectId: PROJECT, runId: RUN, iteration: 0, jobId },
		...{ status: 'running', finishedAt: null, ...fields },
	}) as TrainingJob;

/** A world that notes what is asked of it, in order. */
function scene(parts: { runs?: readonly Run[]; jobs?: readonly TrainingJob[] } = {}) {
	const told: string[] = [];
	const tell = (...words: readonly string[]) => {
		told.push(words.join(' '));
		return Promise.resolve();
	};
	const running = new LiveCell<RunId | null>(null);
	const trainer = {
		job: (id: string) => tell('look up', id).then(() => ({ fineTunedModel: `ft:${id}` })),
		cancel: (id: string) => tell('cancel', id),
		unpin: (model: string, holder: string) => tell('unpin', model, holder),
		events: async function* (id: string) {
			yield { id: '1' };
			await tell('follow to its end', id);
		},
		dropUpload: (id: string) => tell('drop the upload of', id),
	} as unknown as Trainer;
	const students = [
		studentRow(-1, { model: null, jobId: 'ftjob-base' as JobId }),
		studentRow(0, { model: 'ft-0', jobId: 'ftjob-0' as JobId }),
	];
	const world: DeletingWorld = {
		library: {
			runs: () => new LiveCell(parts.runs ?? [runRow()]),
			students: () => new LiveCell(students),
			jobs: () => new LiveCell(parts.jobs ?? []),
			deleteProject: (id) => tell('delete', id),
		},
		engine: { running, pause: (run) => tell('pause', run) },
		trainer: () => Promise.resolve(trainer),
		patience: () => AbortSignal.timeout(50),
	};
	return { world, told, running };
}
/** The job reads its file until it has ended, so that this comes last, after what can't be refused. */
const DROPPED = ['follow to its end ftjob-open', 'drop the upload of ftjob-open'];
const UNPINNED = ['look up ftjob-base', 'unpin ft:ftjob-base project1', 'unpin ft-0 project1'];

test('a project is deleted here, and the trainer may let its students go, its base’s export too', async () => {
	const { world, told } = scene();
	await deleteProject(world, PROJECT);
	expect(told).toEqual(['delete project1', ...UNPINNED]);
});

test('what is under way comes to rest first: a run, and an evaluation or retry that no run’s state tells of', async () => {
	const evaluated = runRow('run2' as RunId, { state: { kind: 'finished', at: 1 } });
	const { world, told, running } = scene({
		runs: [runRow(RUN, { state: { kind: 'running' } }), evaluated],
	});
	running.set(evaluated.id);
	await deleteProject(world, PROJECT);
	expect(told.slice(0, 3)).toEqual(['pause run1', 'pause run2', 'delete project1']);
});

test('a run of another project goes on', async () => {
	const { world, told, running } = scene();
	running.set('elsewhere' as RunId);
	await deleteProject(world, PROJECT);
	expect(told[0]).toBe('delete project1');
});

test('its open job is cancelled and its training file deleted, one that is over or that a copy waits for isn’t', async () => {
	const copy = { runId: 'run9' as RunId, projectId: 'copy' as ProjectId };
	const { world, told } = scene({
		jobs: [
			jobRow('ftjob-over', { finishedAt: 7, status: 'succeeded' }),
			jobRow('ftjob-open'),
			jobRow('ftjob-shared'),
			jobRow('ftjob-shared', copy),
			jobRow('ftjob-theirs', copy),
		],
	});
	await deleteProject(world, PROJECT);
	expect(told).toEqual(['delete project1', 'cancel ftjob-open', ...UNPINNED, ...DROPPED]);
});

test('a trainer that never answers doesn’t hinder it', async () => {
	const { world, told } = scene({ jobs: [jobRow('ftjob-open')] });
	const trainer = await hangingTrainer();
	let waits = 0;
	const patience = () => {
		waits++;
		return AbortSignal.timeout(50);
	};
	await deleteProject({ ...world, patience, trainer: () => Promise.resolve(trainer) }, PROJECT);
	expect(told).toEqual(['delete project1']);
	expect(waits).toBe(1);
});

test('nor does one that refuses: the rest is asked all the same', async () => {
	const { world, told } = scene({ jobs: [jobRow('ftjob-open')] });
	const trainer = (await world.trainer()) as Trainer;
	trainer.cancel = () => Promise.reject(new AppError('trainer/job-over', 'it has succeeded'));
	await deleteProject(world, PROJECT);
	expect(told).toEqual(['delete project1', ...UNPINNED, ...DROPPED]);
});

test('a project that another tab carries out keeps its rows, its job and its students', async () => {
	const { world, told } = scene({ jobs: [jobRow('ftjob-open')] });
	const held = new AppError('run/held-elsewhere', 'another tab has it');
	const library = { ...world.library, deleteProject: () => Promise.reject(held) };
	await expect(deleteProject({ ...world, library }, PROJECT)).rejects.toBe(held);
	expect(told).toEqual([]);
});
