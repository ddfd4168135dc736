/** Student files in this browser. */
import type { StudentFile, StudentSource } from '../../core/student.ts';

/** Student files in this browser (OPFS), kept by content. */
export interface StudentFiles {
	/**
	 * Copies what the URL serves, checking bytes and sha256. A copy that was paused or broke off ('student/fetch-failed': the
	 * trainer can't be reached) isn't a student yet, and the next one goes on from it; nothing is kept of a wrong file.
	 */
	fetchInto(
		folder: string,
		source: Extract<StudentSource, { kind: 'remote' }>,
		onBytes: (done: number, total: number) => void,
		signal: AbortSignal,
	): Promise<void>;
	readText(folder: string, path: string): Promise<string>;
	read(folder: string, path: string): Promise<Blob>;
	write(folder: string, path: string, data: Blob): Promise<void>;
	list(): Promise<readonly { readonly folder: string; readonly bytes: number }[]>;
	/** Throws 'student/in-use', and deletes nothing, while a tab copies it. */
	delete(folder: string): Promise<void>;
}

/** The same, where students can also come from a file of the user's. */
export interface WritableStudentFiles extends StudentFiles {
	/**
	 * Writes a whole student, bytes and sha256 checked, listed when all of it is there; false where it is already. Throws
	 * 'student/corrupt-file', 'student/no-space', and keeps nothing of it then.
	 */
	writeWhole(
		folder: string,
		files: readonly (StudentFile & { readonly data: Blob })[],
	): Promise<boolean>;
}
