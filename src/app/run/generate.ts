/** Generation: new instructions from hard and easy parents, until there are enough that are new. */
import type { CallReply } from '../../core/call.ts';
import { refuseInstruction, type RejectionReason } from '../../core/generation/filters.ts';
import { candidateId } from '../../core/id.ts';
import { taskText, type Instruction } from '../../core/instruction.ts';
import {
	currentWave,
	drawCandidate,
	newPools,
	parentsOf,
	quotaOf,
	type Candidate,
	type Outcome,
} from '../../core/loop/candidates.ts';
import { reportOf } from '../../core/loop/report.ts';
import { NoveltyIndex } from '../../core/novelty/novelty-index.ts';
import {
	generatorMaxTokens,
	generatorMessages,
	GENERATOR_SCHEMA,
	readGeneratorReply,
	type GeneratedTask,
} from '../../core/prompts/generator-prompt.ts';
import type { Rejection } from '../../core/run.ts';
import { failedItem } from './failures.ts';
import { inLanes } from './lanes.ts';
import type { RunSession } from './session.ts';

/** Fills iteration k's quota, wave by wave, and leaves its report. */
export async function generate(session: RunSession, iteration: number): Promise<void> {
	const { recipe } = session.run;
	const quota = quotaOf(recipe);
	const round = new Round(session, iteration);
	session.progress.step('candidates', quota.hard + quota.easy, round.acceptedCount);
	for (;;) {
		const { first, operators } = currentWave(quota, (index) => round.outcomes.get(index));
		if (operators.length === 0) break;
		await round.ask(operators.map((operator, place) => ({ operator, index: first + place })));
		session.throwIfStopping();
	}
	await session.rows.flush();
	const missing = quota.hard + quota.easy - round.acceptedCount;
	const shortOf =
		missing > 0
			? `${String(missing)} fewer than wanted: the generator wrote nothing new any more`
			: null;
	await session.write({ reports: [reportOf(session.book, session.run, iteration, shortOf)] });
}

type Place = { readonly operator: Candidate['operator']; readonly index: number };
type Verdict = { readonly reason: RejectionReason; readonly nearest: Rejection['nearest'] };

/** One iteration's candidates: replies come in any order, decisions are made in the order of their numbers. */
class Round {
	readonly outcomes = new Map<number, Outcome>();
	acceptedCount = 0;
	readonly #session: RunSession;
	readonly #iteration: number;
	readonly #index: NoveltyIndex;
	readonly #ids: string[];
	readonly #pools: ReturnType<typeof newPools>;
	readonly #parents: ReturnType<typeof parentsOf>;

	constructor(session: RunSession, iteration: number) {
		const { recipe } = session.run;
		this.#session = session;
		this.#iteration = iteration;
		this.#pools = newPools(recipe, iteration);
		this.#parents = parentsOf(session.book, recipe, iteration, session.student(iteration - 1));
		const known = [...session.book.instructions.values()];
		this.#ids = known.map((row) => row.id);
		this.#index = NoveltyIndex.of(known.map(taskText), {
			threshold: recipe.generation.maxRougeL,
			tokenizer: recipe.generation.asciiFirst ? 'paper' : 'unicode',
		});
		for (const row of known)
			if (row.iteration === iteration && row.operator !== null) {
				this.outcomes.set(row.order, { operator: row.operator, accepted: true });
				this.acceptedCount++;
			}
		for (const { iteration: of, index, operator } of session.book.rejections.values())
			if (of === iteration) this.outcomes.set(index, { operator, accepted: false });
	}

	/** Asks for the places that have no outcome, and decides them all. */
	async ask(places: readonly Place[]): Promise<void> {
		const { recipe } = this.#session.run;
		const open = places
			.filter(({ index }) => !this.outcomes.has(index))
			.map((place) => drawCandidate(this.#parents, recipe, this.#iteration, place));
		const replies = new Map<number, CallReply | undefined>();
		let decided = 0;
		await inLanes(
			open,
			this.#session.lanes,
			async (candidate) => {
				replies.set(candidate.index, await this.#reply(candidate));
				for (let next = open[decided]; next !== undefined; next = open[decided]) {
					if (!replies.has(next.index)) return;
					decided++;
					await this.#decide(next, replies.get(next.index));
				}
			},
			this.#session.stopping,
		);
	}

	async #reply(candidate: Candidate): Promise<CallReply | undefined> {
		const { parent, operator, seed, index } = candidate;
		const about = candidateId(this.#session.run.id, this.#iteration, index);
		const request = this.#session.request(generatorMessages(parent, operator), {
			temperature: this.#session.run.recipe.generation.temperature,
			maxTokens: generatorMaxTokens(parent),
			schema: GENERATOR_SCHEMA,
			seed,
		});
		try {
			return (
				await this.#session.world.ask({ role: 'generator', about, request }, this.#session.ended)
			).reply;
		} catch (thrown) {
			failedItem(this.#session, thrown, { about, step: 'candidates' });
			return undefined;
		}
	}

	/** The book and the index are changed before the first wait, so that the next decision sees this one. */
	async #decide(candidate: Candidate, reply: CallReply | undefined): Promise<void> {
		const task = reply === undefined ? undefined : readGeneratorReply(reply.text);
		const refused = this.#refuse(reply, task);
		this.outcomes.set(candidate.index, {
			operator: candidate.operator,
			accepted: refused === undefined,
		});
		if (refused !== undefined || task === undefined)
			await this.#reject(candidate, task, refused ?? { reason: 'unreadable', nearest: null });
		else await this.#accept(candidate, task);
	}

	#refuse(reply: CallReply | undefined, task: GeneratedTask | undefined): Verdict | undefined {
		if (reply === undefined) return { reason: 'call-failed', nearest: null };
		if (task === undefined)
			return { reason: reply.finish === 'length' ? 'cut-off' : 'unreadable', nearest: null };
		const { asciiFirst } = this.#session.run.recipe.generation;
		const reason = refuseInstruction(task.instruction, { finishReason: reply.finish, asciiFirst });
		if (reason !== undefined) return { reason, nearest: null };
		const near = this.#index.nearest(taskText(task));
		if (near === undefined) return undefined;
		return {
			reason: 'not-novel',
			nearest: { id: this.#ids[near.id] ?? '', rougeL: near.rougeL },
		};
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
		this.#ids[this.#index.add(taskText(row))] = id;
		this.#session.progress.did('candidates');
		this.#session.say({
			kind: 'generated',
			operator: candidate.operator,
			parent: taskText(candidate.parent),
			text: taskText(row),
			id,
		});
		await this.#session.rows.add({ instructions: [row] });
	}

	async #reject(
		candidate: Candidate,
		task: GeneratedTask | undefined,
		{ reason, nearest }: Verdict,
	): Promise<void> {
		const { run } = this.#session;
		const text = task === undefined ? '' : taskText(task);
		this.#session.say({ kind: 'rejected', operator: candidate.operator, reason, text });
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
