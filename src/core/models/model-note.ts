/** A model that is brought into this browser from a hub or a folder: what it is, and what each of its files must be. */
import type { StudentFile } from '../student.ts';
import type { Dtype } from './dtype.ts';
import type { Checked } from './listed-digests.ts';

/** What a file is held to when it is there; the hub knows sha-256 of large files, of others git's own digest. */
export type FileCheck =
	| { readonly kind: 'sha256'; readonly hex: string }
	/** sha-1 of "blob <bytes>\0" and the content. */
	| { readonly kind: 'git'; readonly hex: string }
	/** Nobody lists one: a WebAssembly program must be valid, any other file just whole. */
	| { readonly kind: 'none' };

export type WantedFile = {
	/** In the student's folder. */
	readonly path: string;
	readonly url: string;
	/** null: the server says it when it is asked. */
	readonly bytes: number | null;
	readonly check: FileCheck;
};

export type ModelFormat = 'onnx' | 'mlc';
export type ModelNote = {
	readonly schema: 1;
	/** Of the student's files. */
	readonly folder: string;
	readonly name: string;
	/** onnx: for transformers.js; mlc: for web-llm. */
	readonly format: ModelFormat;
	readonly origin:
		| {
				readonly kind: 'hub';
				readonly hub: string;
				readonly repo: string;
				/** All files are of this one commit. */
				readonly commit: string;
		  }
		| { readonly kind: 'folder' };
	/** In web-llm's list; null: none of it. */
	readonly publishedId: string | null;
	/** null for web-llm's own formats. */
	readonly dtype: Dtype | null;
	/** null: nobody says. */
	readonly licence: string | null;
	readonly contextTokens: number | null;
	/** What is fetched; empty for a folder of the user's. */
	readonly wanted: readonly WantedFile[];
	/** null: not all of them are here yet. */
	readonly files: readonly StudentFile[] | null;
	/** Of a folder of the user's; older notes of one don't say, and only sizes were checked. */
	readonly checked?: Checked;
	/** Unix ms. */
	readonly addedAt: number;
};

/** A note with how much of it is here. */
export type ShelvedModel = ModelNote & { readonly haveBytes: number };

/** What fetching all of it comes to, bytes; null where a file's size isn't known. */
export function wantedBytes(wanted: readonly WantedFile[]): number | null {
	let total = 0;
	for (const { bytes } of wanted) {
		if (bytes === null) return null;
		total += bytes;
	}
	return total;
}
