/** What only a trainer has that is another process: numbers of its own, files to download, tokens, crashes. */
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest';
import { trainerPython } from '../../scripts/python.mjs';
import { HttpTrainer } from '../../src/adapters/trainer/trainer.ts';
import { eventsOf, orderOf } from './trainer-places.ts';
import { BASE, TrainerService } from './trainer-service.ts';

const hasTrainer = existsSync(trainerPython(join(import.meta.dirname, '../..')));
const signal = new AbortController().signal;

describe.skipIf(!hasTrainer)('the trainer service through its adapter', () => {
	let service: TrainerService;
	let trainer: HttpTrainer;

	beforeAll(async () => {
		service = await TrainerService.start();
		trainer = new HttpTrainer(service);
	});
	afterAll(() => service.remove());

	test('describes a base by what its files say', async () => {
		const { bases, freeBytes } = await trainer.facts(signal);
		expect(bases).toEqual([
			{
				...{ id: BASE, name: 'Tiny base', params: 6, contextTokens: 512, licence: 'MIT' },
				...{ ready: true, problem: null, runs: 0 },
			},
		]);
		expect(freeBytes).toBeGreaterThan(0);
	});

	test('tells a job’s steps as it wrote them, and hands out the student’s files', async () => {
		const ordered = await trainer.order(orderOf({ steps: 4 }), signal);
		const events = await eventsOf(trainer, ordered.id);
		expect(events.map(({ metrics }) => metrics?.step).filter(Boolean)).toEqual([1, 2, 3, 4]);
		expect(events.find(({ metrics }) => metrics?.step === 4)).toMatchObject({
			level: 'info',
			at: 1_700_000_000_000,
			metrics: { step: 4, totalSteps: null, loss: 0.25, learningRate: null },
		});
		const { artifacts, trainedTokens } = await trainer.job(ordered.id, signal);
		expect(trainedTokens).toBe(42);
		expect(artifacts?.files.map(({ path }) => path)).toEqual([
			'config.json',
			'manifest.json',
			'onnx/model.onnx',
		]);
		const response = await fetch(`${artifacts?.url ?? ''}config.json`);
		expect(await response.json()).toEqual({ model_type: 'llama' });
	});

	test('hands on every number of the recipe, LoRA’s too', async () => {
		const hyperparameters = { n_epochs: 1, lora: true, lora_r: 8, lora_alpha: 16 };
		const { id } = await trainer.order(orderOf({ steps: 1 }, { hyperparameters }), signal);
		await eventsOf(trainer, id);
		const { url, token } = service;
		const response = await fetch(`${url}/v1/fine_tuning/jobs/${id}`, {
			headers: { authorization: `Bearer ${token}` },
		});
		expect(await response.json()).toMatchObject({
			method: { type: 'supervised', supervised: { hyperparameters } },
		});
	});

	test('says why a job failed in the words of the job', async () => {
		const ordered = await trainer.order(orderOf({ end: 'fail' }), signal);
		await eventsOf(trainer, ordered.id);
		expect(await trainer.job(ordered.id, signal)).toMatchObject({
			error: { code: 'invalid_training_file', message: 'row 3 has no answer' },
		});
	});

	test('goes on telling a job’s events after it was killed and started again', async () => {
		const ordered = await trainer.order(orderOf({ steps: 6, wait_at: 3 }), signal);
		const steps: number[] = [];
		for await (const { metrics } of trainer.events(ordered.id, signal)) {
			if (metrics === null) continue;
			steps.push(metrics.step);
			if (metrics.step !== 3) continue;
			await service.kill();
			await service.start();
			service.letGo(ordered.id);
		}
		expect(steps).toEqual([1, 2, 3, 4, 5, 6]);
		expect(await trainer.job(ordered.id, signal)).toMatchObject({ status: 'succeeded' });
	});

	test('keeps no file of an order that was lost on its way once it is placed', async () => {
		const order = orderOf({ steps: 1 });
		const fetchAll = globalThis.fetch;
		const lost = vi.spyOn(globalThis, 'fetch').mockImplementation((input, init) => {
			const isOrder =
				init?.method === 'POST' && new Request(input).url.endsWith('/fine_tuning/jobs');
			return isOrder ? Promise.reject(new TypeError('gone')) : fetchAll(input, init);
		});
		const placing = trainer.order(order, signal);
		await expect(placing).rejects.toMatchObject({ code: 'trainer/unreachable' });
		lost.mockRestore();
		const files = async () => {
			const { data } = (await (await service.ask('files')).json()) as {
				data: { filename: string }[];
			};
			return data.filter(({ filename }) => filename.startsWith(order.clientRequestId)).length;
		};
		expect(await files()).toBe(1);
		const { id } = await trainer.order(order, signal);
		expect(await files()).toBe(1);
		await eventsOf(trainer, id);
		await trainer.dropUpload(id, signal);
		expect(await files()).toBe(0);
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
});
