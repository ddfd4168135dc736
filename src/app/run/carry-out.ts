/** Carries a run out: the next unfinished stage, and the next, until it is finished, paused or in trouble. */
import { assertNever, codeOf, messageOf } from '../../core/error.ts';
import { nextPlace } from '../../core/loop/places.ts';
import { stageEntryId, type RunState, type StageEntry, type StagePlace } from '../../core/run.ts';
import { discriminate, evaluate } from './evaluate.ts';
import { generate } from './generate.ts';
import { imitate } from './imitate.ts';
import { prepare } from './prepare.ts';
import { retryFailures } from './retry-failures.ts';
import type { RunSession } from './session.ts';

export type Sitting = {
	/** Just the next stage, then pause. */
	readonly oneStage: boolean;
	/** Ask again first for what had failed for good. */
	readonly retryFirst: boolean;
	/** The state that an abort of `stopping` means. */
	readonly ending: () => RunState;
};

/** Ends with the state in which the run was left; that state is stored. Never throws for what befell the run. */
export async function carryOut(session: RunSession, sitting: Sitting): Promise<RunState> {
	const state = await stages(session, sitting).catch((thrown: unknown) =>
		session.stopping.aborted ? sitting.ending() : troubleOf(thrown, session.world.clock()),
	);
	await setState(session, state);
	return state;
}

async function stages(session: RunSession, { oneStage, retryFirst }: Sitting): Promise<RunState> {
	const before = session.run.state;
	await setState(session, { kind: 'running' });
	if (retryFirst) {
		await retryFailures(session);
		session.throwIfStopping();
		// A run that its user had ended is not taken up again by this.
		if (before.kind === 'stopped') return before;
	}
	for (;;) {
		const place = nextPlace(session.book, session.run);
		const at = session.world.clock();
		if (place === undefined) return { kind: 'finished', at };
		await carryOutStage(session, place);
		if (oneStage && nextPlace(session.book, session.run) !== undefined)
			return {
				kind: 'paused',
				by: 'step',
				code: null,
				because: 'One stage was asked for.',
				at: session.world.clock(),
			};
	}
}

async function setState(session: RunSession, state: RunState): Promise<void> {
	session.run = { ...session.run, state };
	await session.world.store.putRun(session.run);
}

/** The state of a run that its user paused. */
export function pausedByUser(at: number): RunState {
	return { kind: 'paused', by: 'user', code: null, because: 'Paused by you.', at };
}

/** The state of a run that something befell: paused, with its code and what a person can read. */
export function troubleOf(thrown: unknown, at: number): RunState {
	return { kind: 'paused', by: 'trouble', code: codeOf(thrown), because: messageOf(thrown), at };
}

async function carryOutStage(session: RunSession, place: StagePlace): Promise<void> {
	const { run, book, world } = session;
	const earlier = book.stage(place.iteration, place.stage);
	const began = world.clock();
	const entry: StageEntry = {
		schema: 1,
		id: stageEntryId(run.id, place),
		projectId: run.projectId,
		runId: run.id,
		...place,
		startedAt: earlier?.startedAt ?? began,
		finishedAt: null,
		seconds: earlier?.seconds ?? 0,
	};
	const soFar = () => ({ ...entry, seconds: entry.seconds + (world.clock() - began) / 1000 });
	await session.write({ stages: [entry] });
	session.progress.begin(place);
	session.say({ kind: 'stage', ...place, began: true });
	try {
		await storyOf(session, place);
	} catch (thrown) {
		await session.rows.flush();
		await session.write({ stages: [soFar()] });
		throw thrown;
	}
	session.throwIfStopping();
	await session.rows.flush();
	await session.write({ stages: [{ ...soFar(), finishedAt: world.clock() }] }, { durable: true });
	session.say({ kind: 'stage', ...place, began: false });
}

function storyOf(session: RunSession, { iteration, stage }: StagePlace): Promise<void> {
	switch (stage) {
		case 'prepare':
			return prepare(session);
		case 'imitation':
			return imitate(session, iteration);
		case 'evaluation':
			return evaluate(session, iteration);
		case 'discrimination':
			return discriminate(session, iteration);
		case 'generation':
			return generate(session, iteration);
		default:
			return assertNever(stage);
	}
}
