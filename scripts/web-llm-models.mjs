/** Writes the models that the installed web-llm publishes into models/catalog.json; `--check` fails where they are stale. */
import { readFileSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { ModelType, prebuiltAppConfig } from '@mlc-ai/web-llm';
import prettier from 'prettier';

const root = join(import.meta.dirname, '..');
const target = join(root, 'models/catalog.json');
const PACKAGE = '@mlc-ai/web-llm';
/** Where the package's addresses point; a mirror stands in for either. */
const HUB = 'https://huggingface.co';
const LIBRARIES =
	'https://raw.githubusercontent.com/mlc-ai/binary-mlc-llm-libs/main/web-llm-models';

const { licences } = readJson('models/make/licences.json');

function readJson(path) {
	return JSON.parse(readFileSync(join(root, path), 'utf8'));
}

/** The part of an address below `base`. */
function below(base, address) {
	if (!address.startsWith(`${base}/`))
		throw new Error(`expected an address below ${base}, got ${address}`);
	return address.slice(base.length + 1);
}

/** A kernel of half-precision numbers doesn't compile without the feature, whether or not the package lists it. */
function featuresOf({ model_id: id, required_features: listed = [] }) {
	return [...new Set([...listed, ...(/-q\df16/.test(id) ? ['shader-f16'] : [])])].sort();
}

function kindOf({ model_type: type = ModelType.LLM }) {
	if (type === ModelType.LLM) return 'chat';
	return type === ModelType.VLM ? 'vision' : 'embedding';
}

function entryOf(model) {
	const { model_id: id, overrides = {} } = model;
	const known = licences.find(({ names }) => new RegExp(names).test(id));
	return {
		id,
		repo: below(HUB, model.model),
		library: below(LIBRARIES, model.model_lib),
		kind: kindOf(model),
		vramMb: model.vram_required_MB,
		contextTokens: overrides.context_window_size ?? null,
		features: featuresOf(model),
		isForSmallDevices: model.low_resource_required ?? false,
		bindingBytes: model.buffer_size_required_bytes ?? null,
		licence: known?.licence ?? null,
		licenceSource: known === undefined ? null : `${HUB}/${known.source}`,
	};
}

/** In a sentence; undefined: nothing stands in its way. */
function whyLeftOut({ model_manifest: manifest }) {
	if (manifest === undefined) return undefined;
	return `It is a package with a manifest (${manifest}), which says where its other files lie; Retort reads models whose files have web-llm's usual names.`;
}

function webllm() {
	const { version } = createRequire(import.meta.url)(`${PACKAGE}/package.json`);
	const all = prebuiltAppConfig.model_list;
	const models = all.filter((model) => whyLeftOut(model) === undefined).map(entryOf);
	const leftOut = all.flatMap((model) => {
		const because = whyLeftOut(model);
		return because === undefined ? [] : [{ id: model.model_id, because }];
	});
	return { package: PACKAGE, version, hub: HUB, libraries: LIBRARIES, models, leftOut };
}

const { values } = parseArgs({ options: { check: { type: 'boolean', default: false } } });
const catalogue = { ...readJson('models/catalog.json'), webllm: webllm() };
const options = { ...(await prettier.resolveConfig(target)), filepath: target };
const text = await prettier.format(JSON.stringify(catalogue, null, '\t'), options);
if (!values.check) writeFileSync(target, text);
else if (readFileSync(target, 'utf8') !== text) {
	console.error('models/catalog.json is stale: run node scripts/web-llm-models.mjs');
	process.exitCode = 1;
}
