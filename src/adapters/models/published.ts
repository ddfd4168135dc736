/** The models that web-llm publishes: their part of models/catalog.json as served. */
import * as v from 'valibot';
import { AppError } from '../../core/error.ts';
import type { PublishedModels } from '../../core/models/published.ts';

const Model = v.object({
	id: v.string(),
	repo: v.string(),
	library: v.string(),
	kind: v.picklist(['chat', 'vision', 'embedding']),
	vramMb: v.number(),
	contextTokens: v.nullable(v.number()),
	features: v.array(v.string()),
	isForSmallDevices: v.boolean(),
	bindingBytes: v.nullable(v.number()),
	licence: v.nullable(v.string()),
	licenceSource: v.nullable(v.string()),
});
const Catalog = v.object({
	webllm: v.object({
		package: v.string(),
		version: v.string(),
		hub: v.string(),
		libraries: v.string(),
		models: v.array(Model),
	}),
});

/** Throws AppError 'models/no-catalog' when the file is missing or not what it should be. */
export async function publishedModels(): Promise<PublishedModels> {
	const response = await fetch('/models/catalog.json');
	const parsed = v.safeParse(Catalog, response.ok ? await response.json() : undefined);
	if (parsed.success) return parsed.output.webllm;
	throw new AppError(
		'models/no-catalog',
		`expected web-llm's models in /models/catalog.json, got status ${response.status}`,
	);
}
