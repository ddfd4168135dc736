/** What every trainer promises: the service through its adapter as the fake. */
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { trainerPython } from '../../scripts/python.mjs';
import type { TrainerJob } from '../../src/app/ports/trainer.ts';
import { type Course, eventsOf, fakePlace, type Place, servicePlace } from './trainer-places.ts';
import { BASE } from './trainer-service.ts';

const hasService = existsSync(trainerPython(join(import.meta.dirname, '../..')));
const signal = new AbortController().signal;
const text = expect.any(String) as string;
const number = expect.any(Number) as number;

describe.each<[string, boolean, () => Promise<Place>]>([
	['the fake', true, fakePlace],
	['the service through its adapter', hasService, servicePlace],
])('a trainer: %s', (_which, isHere, open) => {
	describe.skipIf(!isHere)('keeps its contract: it', () => {
		let place: Place;
		beforeAll(async () => {
			place = await open();
		});
		afterAll(() => place.close());

		const order = (course: Course) => place.trainer.order(place.orderOf(course), signal);
		/** The job when it is over. */
		async function done(course: 'succeeds' | 'fails'): Promise<TrainerJob> {
			const { id } = await order(course);
			await eventsOf(place.trainer, id);
			return place.trainer.job(id, signal);
		}

		test('says what it is and which bases it has, each with how many jobs succeeded on it', async () => {
			const before = await place.trainer.facts(signal);
			expect(before).toEqual({
				...{ version: text, usedBytes: number, freeBytes: number },
				device: expect.stringMatching(/^(cpu|cuda)$/) as string,
				bases: [expect.objectContaining({ id: BASE, name: text, ready: true, problem: null })],
			});
			const [base] = before.bases;
			expect(base).toMatchObject({ contextTokens: 512, runs: number });
			await done('succeeds');
			await done('fails');
			const after = await place.trainer.facts(signal);
			expect(after.bases).toEqual([{ ...base, runs: (base?.runs ?? NaN) + 1 }]);
		});

		test('takes an order as a job that has made nothing yet', async () => {
			const taken = await order('goes on');
			expect(taken).toEqual({
				...{ id: text, status: text, model: BASE, createdAt: number },
				...{ fineTunedModel: null, artifacts: null, error: null },
				...{ trainedTokens: null, finishedAt: null },
			});
			await place.trainer.cancel(taken.id, signal);
		});

		test('tells a job’s events to the end, when it has a student or says why not', async () => {
			const job = await done('succeeds');
			expect(job).toEqual({
				...{ id: text, status: 'succeeded', model: BASE, fineTunedModel: text, error: null },
				artifacts: { kind: 'remote', url: text, files: expect.any(Array) as [] },
				...{ trainedTokens: number, createdAt: number, finishedAt: number },
			});
			expect(job.finishedAt).toBeGreaterThanOrEqual(job.createdAt);
			expect(await done('fails')).toEqual({
				...{ id: text, status: 'failed', model: BASE, fineTunedModel: null, artifacts: null },
				error: { code: text, message: text },
				...{ trainedTokens: null, createdAt: number, finishedAt: number },
			});
		});

		test('tells all events from the first on, however late it is asked, each once', async () => {
			const { id } = await order('succeeds');
			const live = await eventsOf(place.trainer, id);
			expect(await eventsOf(place.trainer, id)).toEqual(live);
			expect(new Set(live.map((event) => event.id)).size).toBe(live.length);
			const steps = live.flatMap(({ metrics }) => (metrics === null ? [] : [metrics.step]));
			expect(steps.length).toBeGreaterThan(0);
			expect(steps).toEqual(steps.map((_step, index) => index + 1));
		});

		test('tells an event while the job goes on, and ends a reader’s wait when he gives up', async () => {
			const { id } = await order('goes on');
			const stop = new AbortController();
			const seen: (number | undefined)[] = [];
			const reading = (async () => {
				for await (const { metrics } of place.trainer.events(id, stop.signal)) {
					seen.push(metrics?.step);
					if (metrics !== null) stop.abort(new Error('enough'));
				}
			})();
			await expect(reading).rejects.toThrow('enough');
			expect(seen).toContain(1);
			await place.trainer.cancel(id, signal);
		});

		test('ends the events of a job that is cancelled while they are told', async () => {
			const { id } = await order('goes on');
			const seen: (number | undefined)[] = [];
			for await (const { metrics } of place.trainer.events(id, signal)) {
				seen.push(metrics?.step);
				if (metrics !== null) await place.trainer.cancel(id, signal);
			}
			expect(seen).toContain(1);
			expect(await place.trainer.job(id, signal)).toMatchObject({
				...{ status: 'cancelled', fineTunedModel: null, artifacts: null, error: null },
				finishedAt: number,
			});
		});

		test('lets a job be cancelled twice, and not when it is over', async () => {
			const { id } = await order('goes on');
			await place.trainer.cancel(id, signal);
			await eventsOf(place.trainer, id);
			expect(await place.trainer.cancel(id, signal)).toMatchObject({ id, status: 'cancelled' });
			for (const course of ['succeeds', 'fails'] as const) {
				const over = await done(course);
				await expect(place.trainer.cancel(over.id, signal)).rejects.toMatchObject({
					name: 'AppError',
					code: 'trainer/job-over',
				});
			}
		});

		test('makes one job of one order, however often it is placed', async () => {
			const placed = place.orderOf('succeeds');
			const first = await place.trainer.order(placed, signal);
			const files = await place.uploads();
			expect((await place.trainer.order(placed, signal)).id).toBe(first.id);
			await eventsOf(place.trainer, first.id);
			const over = await place.trainer.job(first.id, signal);
			expect(await place.trainer.order(placed, signal)).toEqual(over);
			expect(await place.uploads()).toBe(files);
			const jobs = await place.trainer.jobs(signal);
			expect(jobs.filter(({ id }) => id === first.id)).toEqual([over]);
		});

		test('lists its jobs as they stand, newest first', async () => {
			const [first, second] = [await done('succeeds'), await done('fails')];
			expect((await place.trainer.jobs(signal)).slice(0, 2)).toEqual([second, first]);
		});

		test('trains on from a student of its own', async () => {
			const { fineTunedModel } = await done('succeeds');
			const model = fineTunedModel ?? '';
			const { id } = await place.trainer.order(place.orderOf('succeeds', { model }), signal);
			await eventsOf(place.trainer, id);
			expect(await place.trainer.job(id, signal)).toMatchObject({ status: 'succeeded', model });
		});

		test('exports a base as it is when no rows are given, without a file', async () => {
			const files = await place.uploads();
			const { id } = await place.trainer.order(
				place.orderOf('succeeds', { rows: null, hyperparameters: { max_steps: 0 } }),
				signal,
			);
			await eventsOf(place.trainer, id);
			expect(await place.trainer.job(id, signal)).toMatchObject({ status: 'succeeded' });
			expect(await place.uploads()).toBe(files);
			await place.trainer.dropUpload(id, signal);
			expect(await place.uploads()).toBe(files);
		});

		test.each([
			['trainer/unknown-model', { model: 'no/such' }],
			['trainer/refused', { hyperparameters: { n_epochs: 0 } }],
			['trainer/refused', { hyperparameters: { context_length: 513 } }],
			['trainer/refused', { hyperparameters: { unheard_of: 1 } }],
		] as const)('refuses with %s, and keeps nothing of the order', async (code, fields) => {
			const files = await place.uploads();
			const jobs = await place.trainer.jobs(signal);
			const placed = place.orderOf('succeeds', fields);
			await expect(place.trainer.order(placed, signal)).rejects.toMatchObject({
				name: 'AppError',
				code,
			});
			expect(await place.uploads()).toBe(files);
			expect(await place.trainer.jobs(signal)).toEqual(jobs);
		});

		test('deletes what was uploaded for a job once it is over, as often as it is asked', async () => {
			const files = await place.uploads();
			const { id } = await order('goes on');
			expect(await place.uploads()).toBe(files + 1);
			await expect(place.trainer.dropUpload(id, signal)).rejects.toMatchObject({
				code: 'trainer/refused',
				message: expect.stringContaining('An unfinished job reads') as string,
			});
			await place.trainer.cancel(id, signal);
			await eventsOf(place.trainer, id);
			const over = await place.trainer.job(id, signal);
			await place.trainer.dropUpload(id, signal);
			await place.trainer.dropUpload(id, signal);
			expect(await place.uploads()).toBe(files);
			expect(await place.trainer.job(id, signal)).toEqual(over);
		});

		test('keeps a student for as long as one of its holders has it pinned', async () => {
			const model = (await done('succeeds')).fineTunedModel ?? '';
			await place.trainer.pin(model, 'project1', signal);
			await place.trainer.pin(model, 'project1', signal);
			await place.trainer.pin(model, 'project2', signal);
			await place.trainer.unpin(model, 'project1', signal);
			await place.trainer.unpin(model, 'project1', signal);
			expect(await place.remove(model)).toBe(false);
			await place.trainer.unpin(model, 'project2', signal);
			expect(await place.remove(model)).toBe(true);
		});

		test('knows a job whose student was deleted, not the student', async () => {
			const job = await done('succeeds');
			const model = job.fineTunedModel ?? '';
			await place.remove(model);
			expect(await place.trainer.job(job.id, signal)).toEqual({ ...job, artifacts: null });
			const placed = place.orderOf('succeeds', { model });
			for (const [code, call] of [
				['trainer/unknown-model', () => place.trainer.order(placed, signal)],
				['trainer/unknown', () => place.trainer.pin(model, 'project1', signal)],
				['trainer/unknown', () => place.trainer.unpin(model, 'project1', signal)],
			] as const)
				await expect(call()).rejects.toMatchObject({ name: 'AppError', code });
		});

		test('knows no job that it wasn’t given, and has nothing to delete for it', async () => {
			const { trainer } = place;
			for (const call of [
				() => trainer.job('ftjob-none', signal),
				() => eventsOf(trainer, 'ftjob-none'),
				() => trainer.cancel('ftjob-none', signal),
			])
				await expect(call()).rejects.toMatchObject({
					name: 'AppError',
					code: 'trainer/unknown-job',
					message: expect.stringContaining('knows no job ftjob-none') as string,
				});
			const files = await place.uploads();
			await trainer.dropUpload('ftjob-none', signal);
			expect(await place.uploads()).toBe(files);
		});

		test('throws an abort as it is, whatever it was asked', async () => {
			const { trainer } = place;
			const { id } = await done('succeeds');
			const stop = AbortSignal.abort(new Error('enough'));
			const jobs = await trainer.jobs(signal);
			for (const call of [
				() => trainer.facts(stop),
				() => trainer.order(place.orderOf('succeeds'), stop),
				() => trainer.job(id, stop),
				() => trainer.jobs(stop),
				() => eventsOf(trainer, id, stop),
				() => trainer.cancel(id, stop),
				() => trainer.dropUpload(id, stop),
				() => trainer.pin('ft', 'project1', stop),
				() => trainer.unpin('ft', 'project1', stop),
			])
				await expect(call()).rejects.toThrow('enough');
			expect(await trainer.jobs(signal)).toEqual(jobs);
		});
	});
});
