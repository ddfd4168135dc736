/** Asks a hub that speaks Hugging Face's API what a repository holds at one commit. */
import * as v from 'valibot';
import type { HubFile, HubListing } from '../../app/ports/models.ts';
import { AppError } from '../../core/error.ts';

const Info = v.object({
	sha: v.pipe(v.string(), v.regex(/^[0-9a-f]{40}$/)),
	cardData: v.nullish(v.object({ license: v.nullish(v.unknown()) })),
});
const Tree = v.array(
	v.object({
		type: v.string(),
		path: v.string(),
		size: v.number(),
		oid: v.string(),
		lfs: v.nullish(v.object({ oid: v.string(), size: v.number() })),
	}),
);
/** Pages of a listing; one of the hub has 1,000 files. */
const MOST_PAGES = 50;

type Place = { readonly hub: string; readonly repo: string; readonly revision: string };

/** See the port `Models`. */
export async function hubListing(place: Place, signal: AbortSignal): Promise<HubListing> {
	const { hub, repo, revision } = place;
	const api = `${hub}/api/models/${repo}`;
	const about = await asked(`${api}/revision/${encodeURIComponent(revision)}`, place, signal);
	const { sha, cardData } = parsed(Info, await about.json(), place);
	const files: HubFile[] = [];
	let next: string | undefined = `${api}/tree/${sha}?recursive=true`;
	for (let page = 0; next !== undefined && page < MOST_PAGES; page++) {
		const response: Response = await asked(next, place, signal);
		for (const { type, path, size, oid, lfs } of parsed(Tree, await response.json(), place))
			if (type === 'file')
				files.push({
					path,
					bytes: lfs?.size ?? size,
					check: lfs ? { kind: 'sha256', hex: lfs.oid } : { kind: 'git', hex: oid },
					url: `${hub}/${repo}/resolve/${sha}/${path.split('/').map(encodeURIComponent).join('/')}`,
				});
		next = nextPage(response, hub);
	}
	const licence = cardData?.license;
	return { commit: sha, licence: typeof licence === 'string' ? licence : null, files };
}

/** Of the header `Link: <…>; rel="next"`, at the same hub: a mirror may pass on its model's own address. */
function nextPage(response: Response, hub: string): string | undefined {
	const [, link] = /<([^>]+)>\s*;\s*rel="next"/.exec(response.headers.get('link') ?? '') ?? [];
	if (link === undefined) return undefined;
	const { pathname, search } = new URL(link, `${hub}/`);
	return `${hub}${pathname.slice(Math.max(0, pathname.indexOf('/api/models/')))}${search}`;
}

async function asked(url: string, place: Place, signal: AbortSignal): Promise<Response> {
	let response: Response;
	try {
		response = await fetch(url, { signal, credentials: 'omit' });
	} catch (cause) {
		signal.throwIfAborted();
		throw new AppError(
			'hub/unreachable',
			`${place.hub} can’t be reached. Without a network, open the model’s folder from files instead.`,
			{ cause },
		);
	}
	if (!response.ok) throw refusal(response.status, place);
	return response;
}

function refusal(status: number, { hub, repo, revision }: Place): AppError {
	const got = `(status ${String(status)})`;
	if (status === 401 || status === 403)
		return new AppError(
			'hub/refused',
			`${hub} doesn’t show ${repo} to everybody ${got}: there is none of that name, or its owner wants its terms accepted first. Then download it there by hand and open its folder here.`,
		);
	if (status === 404)
		return new AppError('hub/unknown', `${hub} has no ${repo} at ${revision} ${got}.`);
	if (status === 429)
		return new AppError(
			'hub/busy',
			`${hub} wants fewer questions ${got}. Try again in a few minutes.`,
		);
	return new AppError('hub/unreachable', `${hub} failed ${got}. Try again later.`);
}

function parsed<Schema extends v.GenericSchema>(
	schema: Schema,
	value: unknown,
	{ hub, repo }: Place,
): v.InferOutput<Schema> {
	const read = v.safeParse(schema, value);
	if (read.success) return read.output;
	throw new AppError(
		'hub/not-a-hub',
		`${hub}: expected what Hugging Face’s API says of ${repo}, got ${read.issues[0].message}.`,
	);
}
