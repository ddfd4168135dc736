/** The list of a project's rows as it is narrowed now: how many, the counts of its facets, and the rows in view. */
import { SvelteMap } from 'svelte/reactivity';
import type { ListedRow, PoolMirror } from '../../app/pool-ports.ts';
import { codeOf } from '../../core/error.ts';
import type { InstructionId, ProjectId } from '../../core/id.ts';
import { type PoolFilter } from '../../core/pools/filter.ts';
import type { CopyState, Listing, PoolScope } from '../../core/pools/listing.ts';
import { firstOf, PAGE_ROWS, pageOf, pagesAround } from '../../core/pools/paging.ts';

type Page = readonly (ListedRow | undefined)[];
/** How often the list is made anew while rows change: a run writes twice a second. */
const ANEW_EVERY_MS = 500;
/** What a first screen shows. */
const FIRST_ROWS = 60;
/** Pages kept; some thousand rows. */
const MOST_PAGES = 80;

export class PoolsList {
	#state = $state.raw<CopyState>();
	#listing = $state.raw<Listing>();
	#first = $state.raw<readonly ListedRow[]>();
	#failure = $state.raw<unknown>();
	readonly #pages = new SvelteMap<number, Page>();
	readonly #mirror: PoolMirror;
	readonly #project: ProjectId;
	#filter: PoolFilter | undefined;
	/** Rows in view, by place. */
	#range: readonly [first: number, last: number] = [0, 0];
	/** Pages that are there or on their way. */
	#asked: readonly number[] = [];
	#isAsking = false;
	#isStale = false;
	#later: ReturnType<typeof setTimeout> | undefined;
	#stop: (() => void) | undefined;

	constructor(mirror: PoolMirror, project: ProjectId) {
		this.#mirror = mirror;
		this.#project = project;
		// These need no run; what run to follow is known some reads later.
		void this.#readFirst();
	}

	/** How far the copy is that the list is made of. */
	get state(): CopyState | undefined {
		return this.#state;
	}
	/** undefined until rows were listed for the first time. */
	get listing(): Listing | undefined {
		return this.#listing;
	}
	/** The project's first rows, to be shown until there is a list; undefined: not read yet. */
	get first(): readonly ListedRow[] | undefined {
		return this.#first;
	}
	get failure(): unknown {
		return this.#failure;
	}

	/** Follows the rows that a run sees, and no longer those of another. */
	follow(scope: PoolScope): void {
		this.#stop?.();
		if (this.#failure !== undefined && this.#first === undefined) void this.#readFirst();
		this.#failure = undefined;
		const subscription = this.#mirror.follow(scope).subscribe(
			(state) => {
				const isNewlyWhole = state.isWhole && this.#state?.isWhole !== true;
				this.#state = state;
				if (isNewlyWhole) void this.#list();
				else this.#listLater();
			},
			(why) => {
				this.#failure = why;
			},
		);
		this.#stop = () => {
			subscription.unsubscribe();
		};
	}

	narrow(filter: PoolFilter): void {
		this.#filter = filter;
		this.#range = [0, 0];
		void this.#list();
	}

	/** The row at a place of the list; undefined while it is being read. */
	rowAt(place: number): ListedRow | undefined {
		return this.#pages.get(pageOf(place))?.[place % PAGE_ROWS];
	}

	/** Reads the rows from `first` to `last`, and some around them. */
	show(first: number, last: number): void {
		this.#range = [first, last];
		void this.#readPages();
	}

	/** The id at a place, whether its row is read or not. */
	async idAt(place: number): Promise<InstructionId | undefined> {
		const listing = this.#listing;
		if (listing === undefined) return this.#first?.[place]?.id;
		return this.rowAt(place)?.id ?? (await this.#mirror.ids(listing.view, place, 1))[0];
	}

	/** The ids of rows in the order of the list. */
	idsFrom(first: number, count: number): Promise<readonly InstructionId[]> {
		const view = this.#listing?.view;
		return view === undefined
			? Promise.resolve((this.#first ?? []).slice(first, first + count).map(({ id }) => id))
			: this.#mirror.ids(view, first, count);
	}

	/** −1: not in the list. */
	async placeOf(id: InstructionId): Promise<number> {
		const view = this.#listing?.view;
		if (view === undefined) return (this.#first ?? []).findIndex((row) => row.id === id);
		return this.#mirror.placeOf(view, id).catch(ifGone(-1));
	}

	close(): void {
		this.#stop?.();
		clearTimeout(this.#later);
	}

	async #readFirst(): Promise<void> {
		try {
			this.#first = await this.#mirror.firstRows(this.#project, FIRST_ROWS);
		} catch (failure) {
			this.#failure = failure;
		}
	}

	#listLater(): void {
		this.#later ??= setTimeout(() => {
			this.#later = undefined;
			void this.#list();
		}, ANEW_EVERY_MS);
	}

	/** One list at a time; of the wishes that come meanwhile only the last is fulfilled. */
	async #list(): Promise<void> {
		this.#isStale = true;
		if (this.#isAsking) return;
		this.#isAsking = true;
		try {
			await this.#listOnce();
		} catch (failure) {
			// Before anything is followed nothing can be listed; the first state asks again.
			if (codeOf(failure) !== 'pools/not-followed') this.#failure = failure;
		} finally {
			this.#isAsking = false;
		}
		if (this.#needsAnother()) await this.#list();
	}

	#needsAnother(): boolean {
		return this.#isStale;
	}

	async #listOnce(): Promise<void> {
		this.#isStale = false;
		const filter = this.#filter;
		if (filter === undefined) return;
		const listing = await this.#mirror.list(filter);
		const wanted = pagesAround(...this.#range, listing.found);
		const pages = await this.#rowsOf(listing.view, wanted);
		// What is in view changes at once: never other rows under old counts.
		this.#pages.clear();
		this.#asked = wanted;
		for (const [page, rows] of pages) this.#pages.set(page, rows);
		this.#listing = listing;
		void this.#readPages();
	}

	async #readPages(): Promise<void> {
		const listing = this.#listing;
		if (listing === undefined) return;
		const missing = pagesAround(...this.#range, listing.found).filter(
			(page) => !this.#asked.includes(page),
		);
		this.#asked = [...this.#asked, ...missing];
		const pages = await this.#rowsOf(listing.view, missing).catch(ifGone([]));
		// A newer list has its own rows.
		if (listing !== this.#listing) return;
		for (const [page, rows] of pages) this.#pages.set(page, rows);
		this.#forgetOld();
	}

	/** The pages that were read first. */
	#forgetOld(): void {
		for (const page of this.#pages.keys()) {
			if (this.#pages.size <= MOST_PAGES) return;
			this.#pages.delete(page);
			this.#asked = this.#asked.filter((asked) => asked !== page);
		}
	}

	#rowsOf(view: number, pages: readonly number[]): Promise<readonly [number, Page][]> {
		return Promise.all(
			pages.map(async (page): Promise<[number, Page]> => [
				page,
				await this.#mirror.rows(view, firstOf(page), PAGE_ROWS),
			]),
		);
	}
}

/** A newer list has taken the place of the one that was asked. */
function ifGone<T>(instead: T): (failure: unknown) => T {
	return (failure) => {
		if (codeOf(failure) === 'pools/list-gone') return instead;
		throw failure;
	};
}
