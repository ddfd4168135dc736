/** What the Evaluate page shows, and how its address says so. */
import type { Outcome } from '../../../core/metrics/outcomes.ts';
import type { Score } from '../../../core/run.ts';

export type SetName = Score['set'];
export const SETS: readonly SetName[] = ['heldOut', 'development'];
export type PairKind = 'better' | 'same' | 'worse' | 'unscored';
export const PAIR_KINDS: readonly PairKind[] = ['better', 'same', 'worse', 'unscored'];

export type EvaluateView = {
	readonly run: string | null;
	readonly student: string | null;
	readonly set: SetName;
	/** null: all; '' is the unknown skill. */
	readonly skill: string | null;
	readonly show: PairKind | Outcome | 'all';
	readonly text: string;
};
export const OUTCOMES: readonly Outcome[] = ['won', 'tied', 'lost'];

/** Reads the view from search params; what is not known is left out. */
export function viewFrom(params: URLSearchParams): EvaluateView {
	const show = params.get('show');
	return {
		run: params.get('run'),
		student: params.get('student'),
		set: SETS.find((set) => set === params.get('set')) ?? 'heldOut',
		skill: params.get('skill'),
		show: [...PAIR_KINDS, ...OUTCOMES].find((kind) => kind === show) ?? 'all',
		text: params.get('q') ?? '',
	};
}

/** The search params of a view: nothing for what is as usual. Read back they give the same view. */
export function paramsOf(view: EvaluateView): [name: string, value: string][] {
	const params: [string, string | null][] = [
		['run', view.run],
		['student', view.student],
		['set', view.set === 'heldOut' ? null : view.set],
		['skill', view.skill],
		['show', view.show === 'all' ? null : view.show],
		['q', view.text === '' ? null : view.text],
	];
	return params.flatMap(([name, value]) => (value === null ? [] : [[name, value]]));
}

/** The address of a project's Evaluate page. */
export function evaluateAddress(project: string, view: Partial<EvaluateView>): string {
	const search = new URLSearchParams(
		paramsOf({ ...viewFrom(new URLSearchParams()), ...view }),
	).toString();
	return `/projects/${encodeURIComponent(project)}/evaluate${search === '' ? '' : `?${search}`}`;
}
