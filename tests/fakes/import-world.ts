/** Imports without a browser: the real reading of files over a store in memory. */
import { StreamedFiles } from '../../src/adapters/files/record-files.ts';
import type {
	ImportProgress,
	ImportSource,
	ProjectImport,
	Watching,
} from '../../src/app/import-ports.ts';
import { recipeFrom } from '../../src/core/recipe.ts';
import { PRACTICE_TEACHER } from '../../src/core/teacher.ts';
import { MemoryImportStore } from './memory-import-store.ts';

export function importWorld() {
	const imports = new MemoryImportStore();
	let ids = 0;
	const newId = () => `id${ids++}`;
	return { imports, files: new StreamedFiles(), clock: () => 5, newId };
}

export function watching(
	onProgress: (progress: ImportProgress) => void = () => undefined,
): Watching & { readonly stop: () => void } {
	const controller = new AbortController();
	return {
		signal: controller.signal,
		onProgress,
		stop: () => {
			controller.abort();
		},
	};
}

export function sourceOf(text: string, name = 'a.jsonl'): ImportSource {
	return { file: new Blob([text]), name, reading: null };
}

export function ownProject(text: string, change: Partial<ProjectImport> = {}): ProjectImport {
	return {
		source: sourceOf(text),
		heldOut: { kind: 'usual' },
		name: 'a.jsonl',
		seed: 1,
		distil: {
			teacher: PRACTICE_TEACHER,
			recipe: recipeFrom('practice', { seed: 1, baseId: 'base' }),
		},
		...change,
	};
}

/** Eight words that no other row has. */
const words = (index: number) =>
	Array.from({ length: 8 }, (_, place) => `w${(index * 31 + place * 7919) % 4001}x${index}`).join(
		' ',
	);

/** JSONL lines of instructions that are unlike each other; every second one is answered. */
export function alpacaLines(count: number, from = 0): readonly string[] {
	return Array.from({ length: count }, (_, place) => {
		const index = from + place;
		return JSON.stringify({
			instruction: `explain ${words(index)}`,
			output: index % 2 === 0 ? 'yes' : '',
		});
	});
}
