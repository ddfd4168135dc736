/** A model of a hub before anything of it is fetched: which files, in what order, as what. */
import { AppError, codeOf } from '../../core/error.ts';
import { bestDtype, type Dtype } from '../../core/models/dtype.ts';
import type { FitDevice } from '../../core/models/fit.ts';
import { refuseTooLarge } from '../../core/models/largest-file.ts';
import { MLC_LIBRARY, planFolder, type FolderPlan, type Placed } from '../../core/models/model-folder.ts';
import type { ModelNote, WantedFile } from '../../core/models/model-note.ts';
import type { PublishedModel, PublishedModels } from '../../core/models/published.ts';
import type { ModelPlaces } from '../model-places.ts';
import type { HubListing, Models } from '../ports/models.ts';

type World = { readonly models: Pick<Models, 'listing'> };
/** What a hub has of a model, for the user to choose from. */
export type HubOffer = {
	readonly repo: string;
	readonly hub: string;
	readonly listing: HubListing;
	readonly plan: FolderPlan;
	/** Ways in which its weights are written; empty where there is nothing to choose. */
	readonly dtypes: readonly Dtype[];
	/** Of these, the best for this device; undefined: it can run none. */
	readonly best: Dtype | undefined;
};
const REPO = /^[\w-][\w.-]{0,95}\/[\w-][\w.-]{0,95}$/;

/** What is there under 'owner/name'; throws 'models/wrong-id', 'hub/…', 'models/…'. */
export async function lookAtHub(
	{ models }: World,
	wanted: { readonly repo: string; readonly revision: string },
	on: { readonly places: ModelPlaces; readonly device: FitDevice; readonly signal: AbortSignal },
): Promise<HubOffer> {
	const repo = wanted.repo.trim();
	if (!REPO.test(repo))
		throw new AppError(
			'models/wrong-id',
			`Expected an id such as onnx-community/SmolLM2-135M-Instruct, got “${repo}”.`,
		);
	const { hub } = on.places;
	const listing = await models.listing({ hub, repo, revision: wanted.revision }, on.signal);
	const paths = listing.files.map(({ path }) => path);
	const plan = planFolder(paths, { needsLibrary: true });
	const dtypes = dtypesOf(plan);
	return { repo, hub, listing, plan, dtypes, best: bestDtype(dtypes, on.device) };
}

/**
 * The note of what is to be fetched, of a size that can be kept; throws 'models/file-too-large'. `dtype` is one of the
 * offer's, null where it has none.
 */
export function noteToFetch(offer: HubOffer, dtype: Dtype | null, now: number): ModelNote {
	const note = noteOfOffer(offer, dtype, now);
	refuseTooLarge(note.wanted);
	return note;
}

/** The same, whatever its size. */
export function noteOfOffer(
	{ repo, hub, listing, plan }: HubOffer,
	dtype: Dtype | null,
	now: number,
): ModelNote {
	const weights = plan.weights.get(dtype ?? 'mlc') ?? [];
	return {
		schema: 1,
		folder: `models/${repo}/${dtype ?? 'mlc'}`,
		name: repo.slice(repo.indexOf('/') + 1),
		format: plan.format,
		origin: { kind: 'hub', hub, repo, commit: listing.commit },
		publishedId: null,
		dtype,
		licence: listing.licence,
		contextTokens: null,
		wanted: [...plan.small, ...weights].map((placed) => wantedFile(placed, listing)),
		files: null,
		addedAt: now,
	};
}

/**
 * The note of one of web-llm's published models: its weights from the hub, its program from the libraries. Throws 'hub/…',
 * 'models/…'.
 */
export async function planPublished(
	{ models }: World,
	model: PublishedModel,
	on: {
		readonly places: ModelPlaces;
		readonly now: number;
		readonly signal: AbortSignal;
		readonly revision?: string;
	},
): Promise<ModelNote> {
	const { hub, libraries } = on.places;
	const { id, repo, library, licence, contextTokens } = model;
	const { revision = 'main' } = on;
	const listing = await models.listing({ hub, repo, revision }, on.signal);
	const paths = listing.files.map(({ path }) => path);
	const plan = planFolder(paths, { needsLibrary: false });
	if (plan.format !== 'mlc')
		throw new AppError('models/no-model', `Expected web-llm's files in ${repo}, got ONNX.`);
	const note = noteToFetch(
		{ repo, hub, listing, plan, dtypes: [], best: undefined },
		null,
		on.now,
	);
	// Nobody tells its size before: it comes first, so that a pause among the weights doesn't cost it.
	const program: WantedFile = {
		path: MLC_LIBRARY,
		url: `${libraries}/${library}`,
		bytes: null,
		check: { kind: 'none' },
	};
	return {
		...note,
		folder: `models/web-llm/${id}`,
		name: id.replace(/-MLC(-.+)?$/, (_, rest: string | undefined) => rest ?? ''),
		publishedId: id,
		licence,
		contextTokens,
		wanted: [program, ...note.wanted],
	};
}

/**
 * The same model at today's places, whose note it may be already; of what came all is kept that is the same there. Throws
 * 'hub/…', 'models/…'.
 */
export async function planAgain(
	{ models }: World,
	note: ModelNote,
	on: {
		readonly places: ModelPlaces;
		readonly published: PublishedModels;
		readonly signal: AbortSignal;
	},
): Promise<ModelNote> {
	const { origin, publishedId, dtype, addedAt: now } = note;
	const model = on.published.models.find(({ id }) => id === publishedId);
	// Where an update of the app took it from the list, nobody knows its program.
	if (origin.kind === 'folder' || (publishedId !== null && model === undefined)) return note;
	if (isAt(note, model, on.places)) return note;
	const { hub } = on.places;
	const { repo, commit } = origin;
	const at = async (revision: string) => {
		if (model !== undefined) return planPublished({ models }, model, { ...on, now, revision });
		const listing = await models.listing({ hub, repo, revision }, on.signal);
		const paths = listing.files.map(({ path }) => path);
		const plan = planFolder(paths, { needsLibrary: true });
		return noteOfOffer({ repo, hub, listing, plan, dtypes: [], best: undefined }, dtype, now);
	};
	const planned = await at(commit).catch((thrown: unknown) => {
		// A mirror may have begun its own history.
		if (codeOf(thrown) === 'hub/unknown') return at('main');
		throw thrown;
	});
	if (model === undefined) return planned;
	return { ...planned, wanted: planned.wanted.map((file) => withKnown(file, note, model)) };
}

function isAt(
	{ origin, wanted }: ModelNote,
	model: PublishedModel | undefined,
	{ hub, libraries }: ModelPlaces,
): boolean {
	const program = wanted.find(({ path }) => path === MLC_LIBRARY);
	const isItsProgram = model === undefined || program?.url === `${libraries}/${model.library}`;
	return origin.kind === 'hub' && origin.hub === hub && isItsProgram;
}

/** What nobody lists of a program was learned when it came. */
function withKnown(file: WantedFile, { wanted }: ModelNote, { library }: PublishedModel): WantedFile {
	const before = wanted.find(({ path }) => path === file.path);
	const isSame = file.bytes === null && before?.url.endsWith(`/${library}`) === true;
	return isSame ? { ...before, url: file.url } : file;
}

export function dtypesOf({ weights }: FolderPlan): readonly Dtype[] {
	return [...weights.keys()].filter((written) => written !== 'mlc');
}

function wantedFile({ from, to }: Placed, { files }: HubListing): WantedFile {
	const file = files.find(({ path }) => path === from);
	if (file === undefined) throw new AppError('bug/unplanned', `${from} is not in the listing`);
	return { path: to, url: file.url, bytes: file.bytes, check: file.check };
}
