/** Holds the bytes of a file to what is known of it. */
import { AppError } from '../../src/core/error.ts';
import type { FileCheck } from '../../src/core/models/model-note.ts';

type Bytes = Uint8Array<ArrayBuffer>;

/** Lower-case hex. The platform's digest wants the whole file in memory: files up to about 2 GB. */
export async function sha256(bytes: Bytes): Promise<string> {
	return hex(await crypto.subtle.digest('SHA-256', bytes));
}

/** Throws 'student/corrupt-file'. */
export async function checkBytes(
	{ path, check }: { readonly path: string; readonly check: FileCheck },
	bytes: Bytes,
	sha: string,
): Promise<void> {
	if (check.kind === 'sha256') mustBe(path, 'sha256', check.hex, sha);
	if (check.kind === 'git') mustBe(path, 'git’s sha-1', check.hex, await gitDigest(bytes));
	if (check.kind === 'none' && path.endsWith('.wasm') && !WebAssembly.validate(bytes))
		throw new AppError(
			'student/corrupt-file',
			`${path}: expected a WebAssembly program, got ${String(bytes.length)} bytes of something else`,
		);
}

function mustBe(path: string, what: string, expected: string, got: string): void {
	if (got === expected) return;
	throw new AppError('student/corrupt-file', `${path}: expected ${what} ${expected}, got ${got}`);
}

/** sha-1 of "blob <bytes>\0" and the content, as git names it. */
async function gitDigest(bytes: Bytes): Promise<string> {
	const head = new TextEncoder().encode(`blob ${String(bytes.length)}\0`);
	const whole = new Uint8Array(head.length + bytes.length);
	whole.set(head);
	whole.set(bytes, head.length);
	return hex(await crypto.subtle.digest('SHA-1', whole));
}

function hex(digest: ArrayBuffer): string {
	return Array.from(new Uint8Array(digest), (byte) => byte.toString(16).padStart(2, '0')).join('');
}
