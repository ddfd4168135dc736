/** The story of one row, read anew when rows change; what was read stays until the newer is there. */
import type { PoolMirror, ListedRow } from '../../app/pool-ports.ts';
import type { InstructionDetail, Library } from '../../app/ports/library.ts';
import { codeOf } from '../../core/error.ts';
import type { InstructionId } from '../../core/id.ts';

type Story = {
	readonly detail: InstructionDetail | undefined;
	readonly row: ListedRow | undefined;
};

export class PoolsDetail {
	#story = $state.raw<Story>();
	#failure = $state.raw<unknown>();
	#id: InstructionId | undefined;
	readonly #library: Pick<Library, 'detail'>;
	readonly #mirror: Pick<PoolMirror, 'row'>;

	constructor(library: Pick<Library, 'detail'>, mirror: Pick<PoolMirror, 'row'>) {
		this.#library = library;
		this.#mirror = mirror;
	}

	/** undefined: being read. */
	get story(): Story | undefined {
		return this.#story;
	}
	get failure(): unknown {
		return this.#failure;
	}

	async read(id: InstructionId): Promise<void> {
		if (id !== this.#id) this.#story = undefined;
		this.#id = id;
		try {
			const [detail, row] = await Promise.all([this.#library.detail(id), this.#row(id)]);
			if (id !== this.#id) return;
			this.#story = { detail, row };
			this.#failure = undefined;
		} catch (failure) {
			if (id === this.#id) this.#failure = failure;
		}
	}

	/** Unknown until the copy of the rows is followed. */
	#row(id: InstructionId): Promise<ListedRow | undefined> {
		return this.#mirror.row(id).catch((failure: unknown) => {
			if (codeOf(failure) === 'pools/not-followed') return undefined;
			throw failure;
		});
	}
}
