/** A project's teacher as a page asks it: what is watched goes through the run worker's schedule and ledger. */
import type { Teacher } from '../../app/ports/teacher.ts';
import type { CallRequest } from '../../core/call.ts';
import type { ProjectId } from '../../core/id.ts';
import type { HearLimits } from '../../core/limits/told.ts';
import type { WorkerRunEngine } from './run-engine.ts';

export class WorkerTeacher implements Teacher {
	readonly #direct: Teacher;
	readonly #engine: WorkerRunEngine;
	readonly #project: ProjectId;

	/** `direct`: the same teacher, for what tries it out and is no part of the work. */
	constructor(direct: Teacher, engine: WorkerRunEngine, project: ProjectId) {
		this.#direct = direct;
		this.#engine = engine;
		this.#project = project;
	}

	ask(request: CallRequest, signal: AbortSignal, hear?: HearLimits) {
		return this.#direct.ask(request, signal, hear);
	}

	stream(request: CallRequest, signal: AbortSignal): AsyncIterable<string> {
		return this.#engine.worker.stream('chat', { project: this.#project, request }, signal);
	}

	models(signal: AbortSignal) {
		return this.#direct.models(signal);
	}
}
