/** Generation: new instructions from hard and easy parents, until there are enough that are new. */
import type { CallReply } from '../../core/call.ts';
import { isHard } from '../../core/difficulty.ts';
import { refuseInstruction, type RejectionReason } from '../../core/generation/filters.ts';
import { candidateId } from '../../core/id.ts';
import { taskText, type Instruction } from '../../core/instruction.ts';
import {
	currentWave,
	drawCandidate,
	newPools,
	parentsOf,
	quotaOf,
	shortOfWords,
	type Candidate,
	type Outcome,
} from '../../core/loop/candidates.ts';
import { reportOf } from '../../core/loop/report.ts';
import {
	generatorMaxTokens,
	generatorMessages,
	GENERATOR_SCHEMA,
	readGeneratorReply,
	type GeneratedTask,
} from '../../core/prompts/generator-prompt.ts';
import type { ParentKind } from '../../core/progress.ts';
import type { Rejection } from '../../core/run.ts';
import { CandidateReplies } from './candidate-replies.ts';
import { failedItem } from './failures.ts';
import { KnownTexts } from './known-texts.ts';
import { inLanes } from './lanes.ts';
import type { RunSession } from './session.ts';

/** Fills iteration k's quota, wave by wave, and leaves its report. */
export async function generate(session: RunSession, iteration: number): Promise<void> {
	const { recipe } = session.run;
	const quota = quotaOf(recipe);
	const round = new Round(session, iteration);
	session.progress.step('candidates', quota.hard + quota.easy, round.acceptedCount);
	for (;;) {
		const { first, operators, dry } = currentWave(quota, (index) => round.outcomes.get(index));
		if (operators.length > 0) {
			await round.ask(operators.map((operator, place) => ({ operator, index: first + place })));
			session.throwIfStopping();
			continue;
		}
		await session.rows.flush();
		const shortOf = shortOfWords(quota.hard + quota.easy - round.acceptedCount, dry);
		await session.write({ reports: [reportOf(session.book, session.run, iteration, shortOf)] });
		return;
	}
}

type Place = { readonly operator: Candidate['operator']; readonly index: number };
type Verdict = { readonly reason: RejectionReason; readonly nearest: Rejection['nearest'] };

/** One iteration's candidates: replies come in any order, decisions are made in the order of their numbers. */
class Round {
	readonly outcomes = new Map<number, Outcome>();
	acceptedCount = 0;
	readonly #session: RunSession;
	readonly #iteration: number;
	readonly #known: KnownTexts;
	readonly #pools: ReturnType<typeof newPools>;
	readonly #parents: ReturnType<typeof parentsOf>;

	constructor(session: RunSession, iteration: number) {
		const { recipe } = session.run;
		this.#session = session;
		this.#iteration = iteration;
		this.#pools = newPools(recipe, iteration);
		this.#parents = parentsOf(session.book, recipe, iteration, session.student(iteration - 1));
		const known = [...session.book.instructions.values()];
		this.#known = new KnownTexts(known, recipe.generation);
		for (const row of known)
			if (row.iteration === iteration && row.operator !== null) {
				this.outcomes.set(row.order, { operator: row.operator, accepted: true });
				this.acceptedCount++;
			}
		for (const { iteration: of, index, operator } of session.book.rejections.values())
			if (of === iteration) this.outcomes.set(index, { operator, accepted: false });
	}

	/** Asks for the places that have no outcome, and decides them; throws when calls failed, whose candidates stay open. */
	async ask(places: readonly Place[]): Promise<void> {
		const { recipe } = this.#session.run;
		const open = places
			.filter(({ index }) => !this.outcomes.has(index))
			.map((place) => drawCandidate(this.#parents, recipe, this.#iteration, place));
		const replies = new CandidateReplies();
		let decided = 0;
		const decideInOrder = async () => {
			for (let next = open[decided]; next !== undefined; next = open[decided]) {
				const reply = replies.of(next.index);
				if (reply === undefined) return;
				decided++;
				await this.#decide(next, reply);
			}
		};
		const askAndDecide = async (candidate: Candidate) => {
			await this.#askFor(candidate, replies);
			await decideInOrder();
		};
		await inLanes(open, this.#session.lanes, askAndDecide, this.#session.stopping);
		this.#session.throwIfStopping();
		replies.settle();
		await decideInOrder();
		replies.throwFailures(open.length);
	}

	async #askFor(candidate: Candidate, replies: CandidateReplies): Promise<void> {
		const about = candidateId(this.#session.run.id, this.#iteration, candidate.index);
		try {
			replies.answered(candidate.index, await this.#reply(candidate, about));
		} catch (thrown) {
			failedItem(this.#session, thrown, { about, step: 'candidates' });
			replies.failed(candidate.index, thrown);
		}
	}

	async #reply({ parent, operator, seed }: Candidate, about: string): Promise<CallReply> {
		const request = this.#session.request('generator', generatorMessages(parent, operator), {
			temperature: this.#session.run.recipe.generation.temperature,
			maxTokens: generatorMaxTokens(parent),
			schema: GENERATOR_SCHEMA,
			seed,
		});
		const { ask } = this.#session.world;
		return (await ask({ role: 'generator', about, request }, this.#session.ended)).reply;
	}

	/** The book and the index are changed before the first wait, so that the next decision sees this one. */
	async #decide(candidate: Candidate, reply: CallReply | 'refused'): Promise<void> {
		const task = reply === 'refused' ? undefined : readGeneratorReply(reply.text);
		const refused = this.#refuse(reply, task);
		this.outcomes.set(candidate.index, {
			operator: candidate.operator,
			accepted: refused === undefined,
		});
		if (refused !== undefined || task === undefined)
			await this.#reject(candidate, task, refused ?? { reason: 'unreadable', nearest: null });
		else await this.#accept(candidate, task);
	}

	#refuse(reply: CallReply | 'refused', task: GeneratedTask | undefined): Verdict | undefined {
		if (reply === 'refused') return { reason: 'call-failed', nearest: null };
		if (task === undefined)
			return { reason: reply.finish === 'length' ? 'cut-off' : 'unreadable', nearest: null };
		const { asciiFirst } = this.#session.run.recipe.generation;
		const reason = refuseInstruction(task.instruction, { finishReason: reply.finish, asciiFirst });
		if (reason !== undefined) return { reason, nearest: null };
		const nearest = this.#known.nearest(taskText(task));
		return nearest === null ? undefined : { reason: 'not-novel', nearest };
	}

	async #accept(candidate: Candidate, task: GeneratedTask): Promise<void> {
		const { run } = this.#session;
		const id = candidateId(run.id, this.#iteration, candidate.index);
		const row: Instruction = {
			schema: 1,
			id,
			projectId: run.projectId,
			runId: run.id,
			iteration: this.#iteration,
			order: candidate.index,
			...task,
			skillFrom: task.skill === null ? null : 'generator',
			split: 'pool',
			pool: this.#pools[this.acceptedCount] ?? 'train',
			origin: 'generated',
			parentId: candidate.parent.id,
			operator: candidate.operator,
		};
		this.acceptedCount++;
		this.#known.add(row);
		this.#session.progress.did('candidates');
		this.#session.say({
			kind: 'generated',
			operator: candidate.operator,
			parentIs: this.#kindOf(candidate.parent),
			parent: taskText(candidate.parent),
			text: taskText(row),
			id,
		});
		await this.#session.rows.add({ instructions: [row] });
	}

	#kindOf(parent: Instruction): ParentKind {
		const { book, run } = this.#session;
		const scores = book.pairScores(parent.id, this.#session.student(this.#iteration - 1));
		if (scores === undefined) return 'unscored';
		return isHard(scores, run.recipe.referee) ? 'hard' : 'easy';
	}

	async #reject(
		candidate: Candidate,
		task: GeneratedTask | undefined,
		{ reason, nearest }: Verdict,
	): Promise<void> {
		const { run } = this.#session;
		const text = task === undefined ? '' : taskText(task);
		const { operator, parent } = candidate;
		const parentIs = this.#kindOf(parent);
		this.#session.say({ kind: 'rejected', operator, parentIs, reason, text });
		await this.#session.rows.add({
			rejections: [
				{
					schema: 1,
					id: candidateId(run.id, this.#iteration, candidate.index),
					projectId: run.projectId,
					runId: run.id,
					iteration: this.#iteration,
					index: candidate.index,
					operator: candidate.operator,
					reason,
					text,
					nearest,
				},
			],
		});
	}
}
