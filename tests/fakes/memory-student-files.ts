/** Student files in memory. */
import { checkDigest } from '../../workers/student/source-files.ts';
import type { WritableStudentFiles } from '../../src/app/ports.ts';
import type { StudentFile } from '../../src/core/student.ts';

export class MemoryStudentFiles implements WritableStudentFiles {
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

	async writeWhole(
		folder: string,
		files: readonly (StudentFile & { readonly data: Blob })[],
	): Promise<boolean> {
		const old = this.#files.get(folder);
		const isSame = await Promise.all(
			files.map(async (file) => (await old?.get(file.path)?.text()) === (await file.data.text())),
		);
		if (old !== undefined && isSame.every(Boolean)) return false;
		this.#files.delete(folder);
		for (const { data, ...file } of files)
			await checkDigest(file, new Uint8Array(await data.arrayBuffer()));
		this.#files.set(folder, new Map(files.map(({ path, data }) => [path, data])));
		return true;
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
