import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { trainerPython } from '../../scripts/python.mjs';
import { HttpTrainer } from '../../src/adapters/trainer/trainer.ts';
import type { JobOrder, Trainer, TrainerEvent } from '../../src/app/ports.ts';
import { FakeTrainer } from '../fakes/fake-trainer.ts';
import { BASE, TrainerService } from './trainer-service.ts';

const hasTrainer = existsSync(trainerPython(join(import.meta.dirname, '../..')));

describe.skipIf(!hasTrainer)('the trainer service through its adapter', () => {
	const signal = new AbortController().signal;
	let service: TrainerService;
	let trainer: HttpTrainer;
	let orders = 0;

	beforeAll(async () => {
		service = await TrainerService.start();
		trainer = new HttpTrainer(service);
	});
	afterAll(() => service.remove());

	/** What of the trainer only OpenAI's protocol tells. */
	const read = async (path: string): Promise<{ readonly data: readonly { id: string }[] }> =>
		(await fetch(`${service.url}/v1/${path}`, {
			headers: { authorization: `Bearer ${service.token}` },
		}).then((response) => response.json())) as { data: { id: string }[] };
	const uploads = async () => (await read('files')).data.map(({ id }) => id);

	/** The first row tells the scripted job what to do. */
	const orderOf = (script: object, fields: Partial<JobOrder> = {}): JobOrder => ({
		model: BASE,
		rows: [{ messages: [{ role: 'user', content: 'half of 12?' }], ...script }],
		hyperparameters: { n_epochs: 2, batch_size: 4, learning_rate: 0.001, lora: false },
		seed: 7,
		clientRequestId: `order-${orders++}`,
		suffix: 'student-0',
		...fields,
	});

	async function eventsOf(id: string, of: Trainer = trainer): Promise<readonly TrainerEvent[]> {
		const events: TrainerEvent[] = [];
		for await (const event of of.events(id, signal)) events.push(event);
		return events;
	}

	test('says what it is and which bases it has', async () => {
		const facts = await trainer.facts(signal);
		expect(facts).toMatchObject({
			device: expect.stringMatching(/^(cpu|cuda)$/) as string,
			bases: [
				{
					...{ id: BASE, name: 'Tiny base', params: 6, contextTokens: 512, licence: 'MIT' },
					...{ ready: true, runs: 0 },
				},
			],
		});
		expect(facts.freeBytes).toBeGreaterThan(0);
	});

	test('trains what is ordered, tells its steps, and hands out the student’s files', async () => {
		const ordered = await trainer.order(orderOf({ steps: 4 }), signal);
		expect(ordered).toMatchObject({
			model: BASE,
			fineTunedModel: null,
			artifacts: null,
			error: null,
		});
		const events = await eventsOf(ordered.id);
		expect(events.map(({ metrics }) => metrics?.step).filter(Boolean)).toEqual([1, 2, 3, 4]);
		expect(events.find(({ metrics }) => metrics?.step === 4)).toMatchObject({
			level: 'info',
			at: 1_700_000_000_000,
			metrics: { step: 4, totalSteps: null, loss: 0.25, learningRate: null },
		});
		expect(new Set(events.map(({ id }) => id)).size).toBe(events.length);
		const job = await trainer.job(ordered.id, signal);
		expect(job).toMatchObject({ id: ordered.id, status: 'succeeded', trainedTokens: 42 });
		expect(job.finishedAt).toBeGreaterThanOrEqual(job.createdAt);
		const artifacts = job.artifacts;
		expect(artifacts?.files.map(({ path }) => path)).toEqual([
			'config.json',
			'manifest.json',
			'onnx/model.onnx',
		]);
		const response = await fetch(`${artifacts?.url ?? ''}config.json`);
		expect(await response.json()).toEqual({ model_type: 'llama' });
	});

	test('exports a base as it is when no rows are given', async () => {
		const ordered = await trainer.order(orderOf({}, { rows: null }), signal);
		await eventsOf(ordered.id);
		expect(await trainer.job(ordered.id, signal)).toMatchObject({ status: 'succeeded' });
	});

	test('makes one job of one order, however often it is sent', async () => {
		const order = orderOf({ steps: 1 });
		const first = await trainer.order(order, signal);
		const second = await trainer.order(order, signal);
		expect(second.id).toBe(first.id);
		const jobs = await trainer.jobs(signal);
		expect(jobs.filter(({ id }) => id === first.id)).toHaveLength(1);
		await eventsOf(first.id);
	});

	test('deletes what was uploaded for a job once it is over, as often as it is asked, and nothing else of it', async () => {
		const before = await uploads();
		const ordered = await trainer.order(orderOf({ steps: 10_000, step_s: 0.05 }), signal);
		const own = (await uploads()).filter((id) => !before.includes(id));
		expect(own).toHaveLength(1);
		await expect(trainer.dropUpload(ordered.id, signal)).rejects.toMatchObject({
			code: 'trainer/refused',
			message: expect.stringContaining('An unfinished job reads') as string,
		});
		await trainer.cancel(ordered.id, signal);
		await eventsOf(ordered.id);
		await trainer.dropUpload(ordered.id, signal);
		await trainer.dropUpload(ordered.id, signal);
		expect(await uploads()).toEqual(before);
		expect(await trainer.job(ordered.id, signal)).toMatchObject({ status: 'cancelled' });
	});

	test('has nothing to delete for a job without rows, or one that is not known', async () => {
		const before = await uploads();
		const ordered = await trainer.order(orderOf({}, { rows: null }), signal);
		await eventsOf(ordered.id);
		for (const asked of [trainer, new FakeTrainer(new Map())])
			for (const job of [ordered.id, 'ftjob-none']) await asked.dropUpload(job, signal);
		expect(await uploads()).toEqual(before);
	});

	test('keeps nothing of an order that the trainer refused', async () => {
		const before = await uploads();
		await expect(trainer.order(orderOf({}, { model: 'no/such' }), signal)).rejects.toMatchObject({
			code: 'trainer/unknown-model',
		});
		expect(await uploads()).toEqual(before);
	});

	test('cancels a job that runs', async () => {
		const ordered = await trainer.order(orderOf({ steps: 10_000, step_s: 0.05 }), signal);
		await trainer.cancel(ordered.id, signal);
		await eventsOf(ordered.id);
		expect(await trainer.job(ordered.id, signal)).toMatchObject({
			status: 'cancelled',
			fineTunedModel: null,
		});
	});

	test('cancels no job that is over', async () => {
		const ordered = await trainer.order(orderOf({ steps: 1 }), signal);
		await eventsOf(ordered.id);
		const fake = new FakeTrainer(new Map());
		const atFake = await fake.order(orderOf({}));
		for (const cancel of [() => trainer.cancel(ordered.id, signal), () => fake.cancel(atFake.id)])
			await expect(cancel()).rejects.toMatchObject({ code: 'trainer/job-over' });
	});

	test('says why a job failed', async () => {
		const ordered = await trainer.order(orderOf({ end: 'fail' }), signal);
		await eventsOf(ordered.id);
		expect(await trainer.job(ordered.id, signal)).toMatchObject({
			status: 'failed',
			error: { code: 'invalid_training_file', message: 'row 3 has no answer' },
		});
	});

	test('goes on telling a job’s events after it was killed and started again', async () => {
		const script = { steps: 60, step_s: 0.05, save_steps: 1 };
		const ordered = await trainer.order(orderOf(script), signal);
		const steps: number[] = [];
		for await (const { metrics } of trainer.events(ordered.id, signal)) {
			if (metrics === null) continue;
			steps.push(metrics.step);
			if (metrics.step !== 3) continue;
			await service.kill();
			await service.start();
		}
		expect(new Set(steps)).toEqual(new Set(Array.from({ length: 60 }, (_, index) => index + 1)));
		expect(await trainer.job(ordered.id, signal)).toMatchObject({ status: 'succeeded' });
	});

	test('keeps a student that is pinned, and lets go of it', async () => {
		const ordered = await trainer.order(orderOf({ steps: 1 }), signal);
		await eventsOf(ordered.id);
		const model = (await trainer.job(ordered.id, signal)).fineTunedModel ?? '';
		const remove = () =>
			fetch(`${service.url}/v1/models/${model}`, {
				method: 'DELETE',
				headers: { authorization: `Bearer ${service.token}` },
			});
		await trainer.pin(model, 'project1', signal);
		await trainer.pin(model, 'project1', signal);
		expect((await remove()).status).toBe(400);
		await trainer.unpin(model, 'project1', signal);
		expect((await remove()).status).toBe(200);
		await expect(trainer.pin('ft-none', 'project1', signal)).rejects.toMatchObject({
			code: 'trainer/unknown',
		});
	});

	test.each([
		['trainer/unknown-model', { model: 'no/such' }],
		['trainer/refused', { hyperparameters: { n_epochs: 0 } }],
		['trainer/refused', { hyperparameters: { unheard_of: 1 } }],
	] as const)('refuses with %s', async (code, fields) => {
		await expect(trainer.order(orderOf({}, fields), signal)).rejects.toMatchObject({ code });
	});

	test('knows no job that it wasn’t given', async () => {
		const fake = new FakeTrainer(new Map());
		for (const asked of [trainer, fake])
			for (const call of [
				() => asked.job('ftjob-none', signal),
				() => eventsOf('ftjob-none', asked),
				() => asked.cancel('ftjob-none', signal),
			])
				await expect(call()).rejects.toMatchObject({
					name: 'AppError',
					code: 'trainer/unknown-job',
					message: expect.stringContaining('knows no job ftjob-none') as string,
				});
	});

	test('turns away a wrong token, which no message repeats', async () => {
		const stranger = new HttpTrainer({ url: service.url, token: 'rt-wrong' });
		for (const call of [() => stranger.facts(signal), () => stranger.jobs(signal)])
			await expect(call()).rejects.toMatchObject({
				code: 'trainer/bad-token',
				message: expect.not.stringContaining('rt-wrong') as string,
			});
	});

	test('lets a page unlink: its token is worth nothing after', async () => {
		const own = await TrainerService.start();
		try {
			const linked = new HttpTrainer(own);
			await linked.revokeToken();
			await expect(linked.facts(signal)).rejects.toMatchObject({ code: 'trainer/bad-token' });
		} finally {
			await own.remove();
		}
	});

	test('is unreachable by name when nobody listens', async () => {
		const nobody = new HttpTrainer({ url: 'http://127.0.0.1:9', token: 'rt' });
		const unreachable = { code: 'trainer/unreachable' };
		await expect(nobody.facts(signal)).rejects.toMatchObject(unreachable);
		await expect(nobody.job('x', signal)).rejects.toMatchObject(unreachable);
	});

	test('an abort ends a call as it is', async () => {
		const stop = AbortSignal.abort(new Error('enough'));
		for (const call of [
			() => trainer.facts(stop),
			() => trainer.jobs(stop),
			() => trainer.order(orderOf({}), stop),
		])
			await expect(call()).rejects.toThrow('enough');
	});
});
