/** Models that come from elsewhere: what web-llm publishes, what a hub has, what of it lies in this browser. */
import type { GraphFacts } from '../../core/models/check-model.ts';
import type { ListedDigest } from '../../core/models/listed-digests.ts';
import type {
	FileCheck,
	ModelNote,
	ShelvedModel,
	WantedFile,
} from '../../core/models/model-note.ts';
import type { PublishedModels } from '../../core/models/published.ts';
import type { StudentFile } from '../../core/student.ts';

export type HubFile = {
	readonly path: string;
	readonly bytes: number;
	readonly check: FileCheck;
	readonly url: string;
};
/** A repository as it is at one commit. */
export type HubListing = {
	readonly commit: string;
	/** As its card names it; null: it doesn't. */
	readonly licence: string | null;
	readonly files: readonly HubFile[];
};

export interface Models {
	/** web-llm's list; throws AppError 'models/no-catalog'. */
	published(): Promise<PublishedModels>;
	/** Throws 'hub/unknown', 'hub/refused', 'hub/busy', 'hub/unreachable', 'hub/not-a-hub'. */
	listing(
		at: { readonly hub: string; readonly repo: string; readonly revision: string },
		signal: AbortSignal,
	): Promise<HubListing>;
	/** All that lie here, and those whose download or copy isn't over, newest first. */
	list(): Promise<readonly ShelvedModel[]>;
	/** Does the work once no other tab is at this model; throws the signal's reason when it is aborted before. */
	alone<T>(folder: string, work: () => Promise<T>, signal: AbortSignal): Promise<T>;
	/** Notes a model, which isn't a student until it is published. */
	begin(note: ModelNote): Promise<void>;
	/**
	 * Fetches what of `wanted` isn't here, checks it, and returns what is; goes on where an earlier try broke off, within a
	 * file too. `onBytes` hears how many of its bytes are here. Throws 'student/corrupt-file', 'student/file-missing',
	 * 'student/fetch-refused', 'student/fetch-failed' (trying again later may help), 'student/told-to-wait' (the server says
	 * for how long), 'student/no-space'.
	 */
	fetch(
		folder: string,
		wanted: readonly WantedFile[],
		onBytes: (done: number) => void,
		signal: AbortSignal,
	): Promise<readonly StudentFile[]>;
	/**
	 * Copies files of the user's and returns what they are; `onBytes` hears how many of their bytes are here. Throws
	 * 'student/no-space', and the signal's reason within a file too.
	 */
	copy(
		folder: string,
		files: readonly { readonly path: string; readonly data: Blob }[],
		onBytes: (done: number) => void,
		signal: AbortSignal,
	): Promise<readonly StudentFile[]>;
	/** A file of a model, whole or not; undefined where there is none. */
	read(folder: string, path: string): Promise<Blob | undefined>;
	/** Lower-case hex; throws the signal's reason within a file too. */
	digest(data: Blob, kind: ListedDigest['kind'], signal: AbortSignal): Promise<string>;
	/** What the graph's file says of itself; throws 'models/corrupt-graph'. */
	graph(data: Blob): Promise<GraphFacts>;
	/**
	 * Makes it a student: it stands in the list of files, and engines load it. Throws 'student/file-missing' where one of
	 * its files isn't there, or isn't as long as noted.
	 */
	publish(note: ModelNote): Promise<void>;
	/** Throws 'models/in-use', and deletes nothing, while a tab is at it. */
	delete(folder: string): Promise<void>;
	/** The same for whoever is at it itself, see `alone`. */
	discard(folder: string): Promise<void>;
}
