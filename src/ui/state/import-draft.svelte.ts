/** A file of instructions as it is being chosen: how it is read, which rows are held out, what it would become. */
import type {
	HeldOut,
	ImportPreview,
	ImportProgress,
	ImportSource,
	Imports,
} from '../../app/import-ports.ts';
import type { FormatName, Reading } from '../../core/formats/format.ts';
import { mappingFor } from '../../core/formats/formats.ts';
import type { Layout } from '../../core/formats/layout.ts';

type Previewing = Pick<Imports, 'preview'>;
type DraftState =
	| { readonly kind: 'resting' }
	| { readonly kind: 'reading'; readonly progress: ImportProgress | null }
	| { readonly kind: 'failed'; readonly error: unknown };

export class ImportDraft {
	readonly #seed: () => number;
	readonly #onRead: (preview: ImportPreview) => void;
	#source = $state.raw<ImportSource | null>(null);
	#heldOut = $state.raw<HeldOut>({ kind: 'usual' });
	#preview = $state.raw<ImportPreview | null>(null);
	#state = $state.raw<DraftState>({ kind: 'resting' });
	#stop = new AbortController();

	/** `seed`: of the draw; `onRead` hears what a file would become. */
	constructor(seed: () => number, onRead: (preview: ImportPreview) => void = () => undefined) {
		this.#seed = seed;
		this.#onRead = onRead;
	}

	get source(): ImportSource | null {
		return this.#source;
	}

	get heldOut(): HeldOut {
		return this.#heldOut;
	}

	/** null before a file is read; stays while it is read anew. */
	get preview(): ImportPreview | null {
		return this.#preview;
	}

	get state(): DraftState {
		return this.#state;
	}

	/** What will be imported, as it was read; null before. */
	get order(): { readonly source: ImportSource; readonly heldOut: HeldOut } | null {
		if (this.#source === null || this.#preview === null) return null;
		const { reading } = this.#preview;
		return { source: { ...this.#source, reading }, heldOut: this.#heldOut };
	}

	take(imports: Previewing, file: Blob, name: string): Promise<void> {
		this.#source = { file, name, reading: null };
		return this.#read(imports);
	}

	/** Another layout: the format is found anew. */
	layOut(imports: Previewing, layout: Layout): Promise<void> {
		return this.#reread(imports, { layout });
	}

	/** Another format: its fields are found anew. */
	useFormat(imports: Previewing, format: FormatName): Promise<void> {
		const { preview } = this;
		if (preview === null) return Promise.resolve();
		const mapping = mappingFor(format, preview.sample);
		return this.#reread(imports, { ...preview.reading, format, mapping });
	}

	correct(
		imports: Previewing,
		change: Partial<Pick<Reading, 'mapping' | 'system'>>,
	): Promise<void> {
		const { preview } = this;
		if (preview === null) return Promise.resolve();
		return this.#reread(imports, { ...preview.reading, ...change });
	}

	holdOut(imports: Previewing, heldOut: HeldOut): Promise<void> {
		this.#heldOut = heldOut;
		return this.#reread(imports, this.#preview?.reading ?? this.#source?.reading ?? null);
	}

	/** Stops reading; what was read before is gone. */
	cancel(): void {
		this.#stop.abort();
		this.#state = { kind: 'resting' };
		this.#source = null;
		this.#preview = null;
	}

	#reread(imports: Previewing, reading: ImportSource['reading']): Promise<void> {
		if (this.#source === null) return Promise.resolve();
		this.#source = { ...this.#source, reading };
		return this.#read(imports);
	}

	async #read(imports: Previewing): Promise<void> {
		const { source } = this;
		if (source === null) return;
		this.#stop.abort();
		const { signal } = (this.#stop = new AbortController());
		this.#state = { kind: 'reading', progress: null };
		const onProgress = (progress: ImportProgress) => {
			if (!signal.aborted) this.#state = { kind: 'reading', progress };
		};
		try {
			const order = { source, heldOut: this.#heldOut, seed: this.#seed() };
			const preview = await imports.preview(order, { signal, onProgress });
			if (signal.aborted) return;
			this.#preview = preview;
			this.#state = { kind: 'resting' };
			this.#onRead(preview);
		} catch (error) {
			if (signal.aborted) return;
			this.#preview = null;
			this.#state = { kind: 'failed', error };
		}
	}
}
