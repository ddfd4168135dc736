/** The plan in words: its lines, its times, and where each number comes from. */
import { CAP_NAMES, type Caps, type Spent } from '../../../core/budget.ts';
import type { Source } from '../../../core/plan/measures.ts';
import type { CallPlan, PlanLine } from '../../../core/plan/plan.ts';
import type { StoragePlan } from '../../../core/plan/storage.ts';
import type { TimeSource } from '../../../core/plan/time.ts';
import type { StageName } from '../../../core/run.ts';
import { plural } from '../../parts/format.ts';
import { amount, CAP_WORDS } from '../loop/cap-words.ts';

const STAGES: Readonly<Record<StageName, string>> = {
	prepare: 'Base',
	imitation: 'Imitation',
	evaluation: 'Test on held-out rows',
	discrimination: 'Discrimination',
	generation: 'Generation',
};
const ROLES: Readonly<Record<PlanLine['role'], string>> = {
	teacher: 'teacher answers',
	referee: 'referee scores, both orders',
	generator: 'generator writes',
	labeller: 'teacher names skills, twenty a call',
};

export function lineName({ stage, role }: Pick<PlanLine, 'stage' | 'role'>): string {
	return `${STAGES[stage]}: ${ROLES[role]}`;
}

export function stageTimeName(stage: StageName): string {
	const special: Partial<Record<StageName, string>> = {
		prepare: 'Base made ready',
		imitation: 'Imitation, with training',
	};
	return special[stage] ?? STAGES[stage];
}

export function sourceWords(source: Source): string {
	return source.kind === 'assumed' ? 'assumed' : `measured on ${plural(source.calls, 'call')}`;
}

const PARTS: Readonly<Record<TimeSource['part'], string>> = {
	replies: 'replies',
	student: 'student',
	training: 'training',
};

const WHO: Readonly<Record<PlanLine['role'], string>> = {
	teacher: 'teacher’s',
	referee: 'referee’s',
	generator: 'generator’s',
	labeller: 'labelling',
};

/** "teacher’s replies measured on 24 calls, training assumed". */
export function timeSourceWords(sources: readonly TimeSource[]): string {
	return sources.map(timeWords).join(', ');
}

function timeWords(source: TimeSource): string {
	const part = PARTS[source.part];
	switch (source.by) {
		case 'limit':
			return `by the limit of ${source.of} a minute`;
		case 'assumed':
			return `${part} assumed`;
		case 'unknown':
			return source.part === 'student'
				? 'student unknown: choose a base of known size'
				: 'training unknown: link a trainer, choose a base of known size';
		case 'measured':
			return source.part === 'replies'
				? `${WHO[source.role]} replies measured on ${plural(source.calls, 'call')}`
				: `${part} measured on ${plural(source.on, source.part === 'student' ? 'answer' : 'row')}`;
	}
}

/** "about 60,225 calls, $3.20": what of the plan is above its cap; undefined when nothing that is known is. */
export function beyondCaps(plan: CallPlan, caps: Caps): string | undefined {
	const planned: Spent = {
		calls: plan.calls,
		tokens: plan.promptTokens + plan.completionTokens,
		nanoUsd: plan.costNanoUsd,
	};
	const above = CAP_NAMES.filter((name) => (planned[name] ?? 0) > (caps[name] ?? Infinity));
	const words = above.map((name) => {
		const about = amount(name, planned[name]);
		return name === 'nanoUsd' ? about : `${about} ${CAP_WORDS[name].noun}`;
	});
	return words.length === 0 ? undefined : `about ${words.join(', ')}`;
}

export function studentsFrom({ studentsFrom: from }: StoragePlan): string {
	switch (from) {
		case 'measured':
			return 'measured on one student';
		case 'assumed':
			return 'assumed, 4 bytes a parameter';
		case 'unknown':
			return 'unknown: choose a base of known size';
	}
}
