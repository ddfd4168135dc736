/** Student files in memory. */
import type { StudentFiles } from '../../src/app/ports.ts';

export class MemoryStudentFiles implements StudentFiles {
	readonly #files = new Map<string, Map<string, Blob>>();

	fetchInto(): Promise<void> {
		return Promise.reject(new Error('no network in memory'));
	}

	async readText(folder: string, path: string): Promise<string> {
		return (await this.read(folder, path)).text();
	}

	read(folder: string, path: string): Promise<Blob> {
		const file = this.#files.get(folder)?.get(path);
		return file === undefined
			? Promise.reject(new Error(`no ${path} in ${folder}`))
			: Promise.resolve(file);
	}

	write(folder: string, path: string, data: Blob): Promise<void> {
		const files = this.#files.get(folder) ?? new Map<string, Blob>();
		this.#files.set(folder, files.set(path, data));
		return Promise.resolve();
	}

	list(): Promise<readonly { readonly folder: string; readonly bytes: number }[]> {
		return Promise.resolve(
			[...this.#files].map(([folder, files]) => ({
				folder,
				bytes: [...files.values()].reduce((sum, { size }) => sum + size, 0),
			})),
		);
	}

	delete(folder: string): Promise<void> {
		this.#files.delete(folder);
		return Promise.resolve();
	}
}
