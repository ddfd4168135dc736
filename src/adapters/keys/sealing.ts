/** Keys under a passphrase: PBKDF2 makes the cipher's key, AES-GCM seals all of them at once (WebCrypto). */
import * as v from 'valibot';
import { AppError } from '../../core/error.ts';

/** OWASP's least for PBKDF2 with SHA-256 (2023); a file that asks for more than the most would hang the page. */
const ITERATIONS = 600_000;
const MOST_ITERATIONS = 10_000_000;
/** In bytes: NIST SP 800-132 asks for 16 or more; AES-GCM takes 12. */
const SALT_BYTES = 16;
const IV_BYTES = 12;
/** In characters. */
const SHORTEST_PASSPHRASE = 8;

const BASE64 = v.pipe(v.string(), v.base64());
const SEALED = v.object({
	version: v.literal(1),
	kdf: v.object({
		name: v.literal('PBKDF2'),
		hash: v.literal('SHA-256'),
		iterations: v.pipe(v.number(), v.minValue(ITERATIONS), v.maxValue(MOST_ITERATIONS)),
		salt: BASE64,
	}),
	cipher: v.literal('AES-GCM'),
	iv: BASE64,
	/** Which keys are in it: readable without the passphrase, and sealed against change. */
	slots: v.array(v.string()),
	data: BASE64,
});
export type Sealed = v.InferOutput<typeof SEALED>;
/** What opens and seals, kept for as long as the tab lives; the passphrase itself is not. */
export type Secret = { readonly kdf: Sealed['kdf']; readonly cipherKey: CryptoKey };

const KEYS = v.array(v.tuple([v.string(), v.string()]));

/** A new secret with a salt of its own; throws 'keys/weak-passphrase'. */
export async function newSecret(passphrase: string): Promise<Secret> {
	if (passphrase.length < SHORTEST_PASSPHRASE)
		throw new AppError(
			'keys/weak-passphrase',
			`The passphrase has fewer than ${SHORTEST_PASSPHRASE} characters. A sentence is easy to remember and hard to guess.`,
		);
	const salt = base64Of(crypto.getRandomValues(new Uint8Array(SALT_BYTES)));
	return secretOf(passphrase, { name: 'PBKDF2', hash: 'SHA-256', iterations: ITERATIONS, salt });
}

/** The secret of what is sealed, right or wrong: `unseal` tells. */
export async function secretOf(passphrase: string, kdf: Sealed['kdf']): Promise<Secret> {
	const material = await crypto.subtle.importKey(
		'raw',
		new TextEncoder().encode(passphrase.normalize('NFKC')),
		kdf.name,
		false,
		['deriveKey'],
	);
	const cipherKey = await crypto.subtle.deriveKey(
		{ ...kdf, salt: bytesOf(kdf.salt) },
		material,
		{ name: 'AES-GCM', length: 256 },
		false,
		['encrypt', 'decrypt'],
	);
	return { kdf, cipherKey };
}

/** Sealed with a new iv each time: AES-GCM breaks where one is used twice. */
export async function seal(keys: ReadonlyMap<string, string>, secret: Secret): Promise<Sealed> {
	const head = { version: 1 as const, kdf: secret.kdf, slots: [...keys.keys()] };
	const iv = crypto.getRandomValues(new Uint8Array(IV_BYTES));
	const plain = new TextEncoder().encode(JSON.stringify([...keys]));
	const data = await crypto.subtle.encrypt(
		{ name: 'AES-GCM', iv, additionalData: sealedHead(head) },
		secret.cipherKey,
		plain,
	);
	return { ...head, cipher: 'AES-GCM', iv: base64Of(iv), data: base64Of(new Uint8Array(data)) };
}

/** Throws 'keys/wrong-passphrase': that and a store that was changed can't be told apart. */
export async function unseal(sealed: Sealed, secret: Secret): Promise<Map<string, string>> {
	const plain = await crypto.subtle
		.decrypt(
			{ name: 'AES-GCM', iv: bytesOf(sealed.iv), additionalData: sealedHead(sealed) },
			secret.cipherKey,
			bytesOf(sealed.data),
		)
		.catch((cause: unknown) => {
			throw new AppError(
				'keys/wrong-passphrase',
				'This is not the passphrase of the stored keys. Nothing was changed.',
				{ cause },
			);
		});
	return new Map(v.parse(KEYS, JSON.parse(new TextDecoder().decode(plain))));
}

/** What was stored, read; throws 'keys/unreadable' for what this version didn't write. */
export function readSealed(text: string): Sealed {
	const sealed = v.safeParse(v.pipe(v.string(), v.parseJson(), SEALED), text);
	if (sealed.success) return sealed.output;
	throw new AppError(
		'keys/unreadable',
		'The stored keys were written by another version or are damaged. Forget them and give the keys again.',
	);
}

function sealedHead({ version, kdf, slots }: Pick<Sealed, 'version' | 'kdf' | 'slots'>) {
	const { name, hash, iterations, salt } = kdf;
	return new TextEncoder().encode(JSON.stringify([version, name, hash, iterations, salt, slots]));
}

function base64Of(bytes: Uint8Array): string {
	return btoa(String.fromCharCode(...bytes));
}

function bytesOf(base64: string): Uint8Array<ArrayBuffer> {
	return Uint8Array.from(atob(base64), (character) => character.charCodeAt(0));
}
