/** A student's file made of a text, with size and digest as a student's row lists them. */
import type { StudentFile } from '../../../src/core/student.ts';

export async function listedFile(
	path: string,
	text: string,
): Promise<StudentFile & { readonly data: Blob }> {
	const data = new Blob([text]);
	const digest = await crypto.subtle.digest('SHA-256', await data.arrayBuffer());
	const hex = Array.from(new Uint8Array(digest), (byte) => byte.toString(16).padStart(2, '0'));
	return { path, bytes: data.size, sha256: hex.join(''), data };
}
