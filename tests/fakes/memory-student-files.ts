/** Student files in memory, copied over the network as those in the browser are. */
import type { WritableStudentFiles } from '../../src/app/ports/student-files.ts';
import { AppError, codeOf } from '../../src/core/error.ts';
import type { StudentFile, StudentSource } from '../../src/core/student.ts';
import { checkDigest, fileUrl } from '../../workers/student/source-files.ts';

type Remote = Extract<StudentSource, { kind: 'remote' }>;

export class MemoryStudentFiles implements WritableStudentFiles {
	readonly #students = new Map<string, Map<string, Blob>>();
	/** By folder, then sha256: files of copies that were paused or broke off. */
	readonly #begun = new Map<string, Map<string, Blob>>();

	async fetchInto(
		folder: string,
		source: Remote,
		onBytes: (done: number, total: number) => void,
		signal: AbortSignal,
	): Promise<void> {
		signal.throwIfAborted();
		const total = source.files.reduce((sum, { bytes }) => sum + bytes, 0);
		if (await this.#isThere(folder, source.files)) {
			onBytes(total, total);
			return;
		}
		this.#students.delete(folder);
		const begun = this.#begun.get(folder) ?? new Map<string, Blob>();
		this.#begun.set(folder, begun);
		let done = 0;
		for (const file of source.files) {
			const data = begun.get(file.sha256) ?? (await this.#fetched(folder, file, source, signal));
			begun.set(file.sha256, data);
			onBytes((done += file.bytes), total);
		}
		const all = source.files.map(({ path, sha256 }) => [path, begun.get(sha256)] as const);
		this.#students.set(folder, new Map(all as readonly (readonly [string, Blob])[]));
		this.#begun.delete(folder);
	}

	async #fetched(
		folder: string,
		file: StudentFile,
		{ url }: Remote,
		signal: AbortSignal,
	): Promise<Blob> {
		try {
			const data = await download(fileUrl(url, file.path), file, signal);
			await checkDigest(file, new Uint8Array(await data.arrayBuffer()));
			return data;
		} catch (thrown) {
			if (codeOf(thrown) === 'student/corrupt-file') await this.delete(folder);
			throw thrown;
		}
	}

	async #isThere(folder: string, files: readonly StudentFile[]): Promise<boolean> {
		try {
			for (const file of files) {
				const stored = await this.read(folder, file.path);
				await checkDigest(file, new Uint8Array(await stored.arrayBuffer()));
			}
			return true;
		} catch {
			return false;
		}
	}

	async readText(folder: string, path: string): Promise<string> {
		return (await this.read(folder, path)).text();
	}

	read(folder: string, path: string): Promise<Blob> {
		const file = this.#students.get(folder)?.get(path);
		return file === undefined
			? Promise.reject(new AppError('student/file-missing', `no ${path} in ${folder}`))
			: Promise.resolve(file);
	}

	write(folder: string, path: string, data: Blob): Promise<void> {
		const files = this.#students.get(folder) ?? new Map<string, Blob>();
		this.#students.set(folder, files.set(path, data));
		return Promise.resolve();
	}

	async writeWhole(
		folder: string,
		files: readonly (StudentFile & { readonly data: Blob })[],
	): Promise<boolean> {
		if (await this.#isThere(folder, files)) return false;
		await this.delete(folder);
		for (const { data, ...file } of files)
			await checkDigest(file, new Uint8Array(await data.arrayBuffer()));
		this.#students.set(folder, new Map(files.map(({ path, data }) => [path, data])));
		return true;
	}

	list(): Promise<readonly { readonly folder: string; readonly bytes: number }[]> {
		return Promise.resolve(
			[...this.#students].map(([folder, files]) => ({
				folder,
				bytes: [...files.values()].reduce((sum, { size }) => sum + size, 0),
			})),
		);
	}

	delete(folder: string): Promise<void> {
		this.#students.delete(folder);
		this.#begun.delete(folder);
		return Promise.resolve();
	}
}

async function download(url: URL, { path, bytes }: StudentFile, signal: AbortSignal) {
	const failed = new AppError('student/fetch-failed', `${path}: the connection broke`);
	let response: Response;
	try {
		response = await fetch(url, { signal });
	} catch {
		signal.throwIfAborted();
		throw failed;
	}
	const { status } = response;
	if (status === 404) throw new AppError('student/file-missing', `the trainer has no ${path}`);
	if (status === 429 || status >= 500) throw failed;
	if (!response.ok) throw new AppError('student/fetch-refused', `${path}: status ${status}`);
	const data = await response.blob();
	if (data.size < bytes) throw failed;
	return data;
}
