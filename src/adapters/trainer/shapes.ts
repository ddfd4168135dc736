/** The service's shapes as ours. */
import type { BaseModel, TrainerEvent, TrainerFacts, TrainerJob } from '../../app/ports/trainer.ts';
import type { components } from './api.d.ts';

type Schemas = components['schemas'];
export type ServiceJob = Schemas['Job'];
export type ServiceEvent = Schemas['Event'];
export type ServiceInfo = Schemas['TrainerInfo'];

/** Unix seconds as Unix ms. */
const ms = (seconds: number) => seconds * 1000;

export function factsOf({ version, engine, limits, base_models }: ServiceInfo): TrainerFacts {
	return {
		version,
		device: engine.device,
		bases: base_models.map(baseOf),
		usedBytes: limits.used_bytes,
		freeBytes: limits.free_bytes,
	};
}

function baseOf(base: Schemas['BaseModelInfo']): BaseModel {
	return {
		id: base.id,
		name: base.name,
		params: base.params,
		contextTokens: base.context,
		licence: base.license,
		ready: base.ready,
		problem: base.problem,
		runs: base.runs,
	};
}

export function jobOf(job: ServiceJob): TrainerJob {
	const { error, x_artifacts: artifacts, finished_at } = job;
	return {
		id: job.id,
		status: job.status,
		model: job.model,
		fineTunedModel: job.fine_tuned_model,
		error: error === null ? null : { code: error.code, message: error.message },
		trainedTokens: job.trained_tokens,
		artifacts:
			artifacts === null
				? null
				: { kind: 'remote', url: artifacts.url, files: artifacts.files },
		createdAt: ms(job.created_at),
		finishedAt: finished_at === null ? null : ms(finished_at),
	};
}

export function eventOf({ id, level, message, created_at, type, data }: ServiceEvent): TrainerEvent {
	return {
		id,
		level,
		message,
		at: ms(created_at),
		metrics: type === 'metrics' ? metricsOf(data ?? {}) : null,
	};
}

/** OpenAI's names of metrics; null for an event without a loss, such as one that a validation wrote. */
function metricsOf(data: Readonly<Record<string, unknown>>): TrainerEvent['metrics'] {
	const number = (name: string) => {
		const value = data[name];
		return typeof value === 'number' ? value : null;
	};
	const step = number('step');
	const loss = number('train_loss');
	if (step === null || loss === null) return null;
	return {
		step,
		totalSteps: number('total_steps'),
		loss,
		learningRate: number('learning_rate'),
	};
}
