/** The pages of the running head: name, key after G, and where each leads for the project that is open. */
import type { ProjectId, RunId } from '../../core/id.ts';
import { router } from '../router.ts';

export type PageLink = {
	readonly name: string;
	readonly letter: string;
	/** undefined: nothing to show before there is a project. */
	readonly href: string | undefined;
	readonly isCurrent: boolean;
};
export type Place = { readonly project: ProjectId | undefined; readonly run: RunId | undefined };

/** In reading order; reactive by the router's address. */
export function pageLinks({ project, run }: Place): readonly PageLink[] {
	const { pathname } = router.route;
	const page = (name: string, letter: string, href: string | undefined, starts: RegExp) => ({
		name,
		letter,
		href,
		isCurrent: starts.test(pathname),
	});
	const loop = run && router.p('/runs/:run', { params: { run } });
	const pools = project && router.p('/projects/:project/pools', { params: { project } });
	const evaluate = project && router.p('/projects/:project/evaluate', { params: { project } });
	return [
		page('Home', 'H', router.p('/'), /^\/(start|curate)?$/),
		page('Loop', 'L', loop, /^\/runs\//),
		page('Pools', 'P', pools, /^\/projects\/[^/]+\/pools/),
		page('Evaluate', 'E', evaluate, /^\/(projects\/[^/]+\/evaluate|exams)/),
		page('Student', 'S', router.p('/student'), /^\/student/),
		page('Trainer', 'T', router.p('/trainer'), /^\/trainer/),
		page('Settings', ',', router.p('/settings'), /^\/settings/),
	];
}
