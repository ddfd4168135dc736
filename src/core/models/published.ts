/** A model that web-llm publishes, as the catalogue lists it. */

export type PublishedModel = {
	/** e.g. 'SmolLM2-360M-Instruct-q4f16_1-MLC'. */
	readonly id: string;
	/** 'owner/name' at the hub, where weights and tokenizer lie. */
	readonly repo: string;
	/** Path of its program below the libraries' address. */
	readonly library: string;
	readonly kind: 'chat' | 'vision' | 'embedding';
	/** MiB of the GPU's memory, as the package declares: weights, cache of the whole context, working room. */
	readonly vramMb: number;
	/** null: not declared. */
	readonly contextTokens: number | null;
	/** WebGPU features that its program doesn't compile without. */
	readonly features: readonly string[];
	/** web-llm declares that it runs on devices with little memory, such as phones. */
	readonly isForSmallDevices: boolean;
	/** Largest single tensor where the package declares it, bytes. */
	readonly bindingBytes: number | null;
	/** null: not known for certain. */
	readonly licence: string | null;
	readonly licenceSource: string | null;
};

/** The list of one version of the package, and the two addresses that it points to. */
export type PublishedModels = {
	readonly package: string;
	readonly version: string;
	readonly hub: string;
	readonly libraries: string;
	readonly models: readonly PublishedModel[];
};

/** What the declared need is in bytes. */
export function vramBytes({ vramMb }: Pick<PublishedModel, 'vramMb'>): number {
	return vramMb * 2 ** 20;
}

/** 'SmolLM2-360M-Instruct' and 'q4f16_1', of a name that ends in '-MLC' or '-MLC-1k'. */
export function namePartsOf(id: string): { readonly name: string; readonly weights: string } {
	const [, name = id, weights = ''] = /^(.+?)-(q\df(?:16|32)(?:_\d)?)-MLC(?:-.+)?$/.exec(id) ?? [];
	return { name, weights };
}
