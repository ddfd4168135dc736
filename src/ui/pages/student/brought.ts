/** Models from elsewhere as the page lists them, and what it says of a download. */
import { codeOf, messageOf } from '../../../core/error.ts';
import type { ShelvedModel } from '../../../core/models/model-note.ts';
import { wantedBytes } from '../../../core/models/model-note.ts';
import { bytes, clock, count, duration, moment } from '../../parts/format.ts';
import type { DownloadProgress } from '../../state/downloads.svelte.ts';
import type { LocalSubject } from './catalogue.ts';

/** undefined: not all of it is here. */
export function broughtSubject(model: ShelvedModel): LocalSubject | undefined {
	if (model.files === null) return undefined;
	return {
		id: model.folder,
		name: model.name,
		note: broughtNote(model),
		source: { kind: 'stored', folder: model.folder },
		files: model.files,
		baseId: model.publishedId ?? model.folder,
		made: undefined,
		isPractice: false,
	};
}

/** "for web-llm, Apache-2.0, from mlc-ai/…, 14:31". */
export function broughtNote(model: ShelvedModel): string {
	const { format, dtype, licence, origin, contextTokens, addedAt } = model;
	return [
		format === 'mlc' ? 'for web-llm' : `ONNX${dtype === null ? '' : `, ${dtype}`}`,
		licence ?? 'licence unknown',
		...(contextTokens === null ? [] : [`${count(contextTokens)} tokens of context`]),
		origin.kind === 'hub' ? `from ${origin.repo}` : 'from a folder',
		moment(addedAt),
	].join(', ');
}

/** "weights checked"; of a hub's files each has a digest. */
export function checkedWords({ origin, checked }: ShelvedModel): string {
	return `${origin.kind === 'hub' ? 'files' : (checked ?? 'sizes')} checked`;
}

/** "0.56 GB of 0.88 GB, 11 MB/s, 29 s left; goes on after a closed tab". */
export function comingWords({
	done,
	total,
	bytesPerSecond,
	secondsLeft,
}: DownloadProgress): string {
	const of = total === null ? `${bytes(done)} here` : `${bytes(done)} of ${bytes(total)}`;
	const speed = bytesPerSecond === null ? [] : [`${bytes(bytesPerSecond)}/s`];
	const left = secondsLeft === null ? [] : [`${duration(secondsLeft)} left`];
	return `${[of, ...speed, ...left].join(', ')}; can go on after a closed tab`;
}

/**
 * "0.56 GB of 0.88 GB here; Resume fetches the rest alone". `nextTry`: unix ms; null: when the network is back; undefined:
 * nothing is tried by itself.
 */
export function unfinishedWords(
	{ haveBytes, wanted, origin }: ShelvedModel,
	nextTry?: number | null,
): string {
	// Of a copy in another tab this one hears nothing.
	if (origin.kind === 'folder')
		return `${bytes(haveBytes)} here, not copied to its end: unless a tab is still at it, open the folder again, and delete this copy`;
	const total = wantedBytes(wanted);
	const of = total === null ? '' : ` of ${bytes(total)}`;
	return `${bytes(haveBytes)}${of} here; ${nextTry === undefined ? 'Resume fetches the rest alone' : tryWords(nextTry)}`;
}

function tryWords(nextTry: number | null): string {
	return nextTry === null
		? 'goes on by itself when the network is back, and by Resume'
		: `waits for the server: goes on by itself at ${clock(nextTry)}, or when the network is back`;
}

/** What a download that ended means, and what to do. */
export function brokenWords(thrown: unknown): string {
	const said = messageOf(thrown).replace(/[^.]$/, '$&.');
	switch (codeOf(thrown)) {
		case 'student/fetch-failed':
		case 'hub/unreachable':
			return `${said} What came is kept: Resume goes on from there, from a mirror too that you set in Settings meanwhile, and so does Retort by itself.`;
		case 'student/told-to-wait':
			return `${said} What came is kept: Resume goes on from there then.`;
		case 'student/no-space':
			return `${said} What came is kept. Delete a model or a project that you don’t use, or make room on the disk, then Resume.`;
		case 'student/fetch-refused':
			return `${said} Its owner may want the terms accepted first: download it there by hand, and open its folder here.`;
		default:
			return `${said} Resume tries it again.`;
	}
}
