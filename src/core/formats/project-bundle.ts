/** The text inside an exported project: its manifest, its rows as JSON lines, and ids that can be given anew. */
import { AppError, messageOf } from '../error.ts';
import type { Project } from '../project.ts';

export const BUNDLE_FORMAT = 'retort-project';

export type BundleManifest = {
	readonly format: typeof BUNDLE_FORMAT;
	readonly version: 1;
	readonly project: Project;
	/** Rows by table. */
	readonly tables: Readonly<Record<string, number>>;
	/** Whether the files of students lie in it too. */
	readonly weights: boolean;
};

type JsonObject = Readonly<Record<string, unknown>>;

/** One line of JSON for each row, each with its line end. */
export function writeLines(rows: readonly object[]): string {
	return rows.map((row) => `${JSON.stringify(row)}\n`).join('');
}

/** The rows of a file named `name`; throws AppError 'import/row-invalid' with the number of the line that is none. */
export function readLines(text: string, name: string): readonly JsonObject[] {
	const lines = text.split('\n');
	if (lines.at(-1) === '') lines.pop();
	return lines.map((line, index) => {
		const value = parsedObject(line, `${name}, line ${index + 1}`);
		if (typeof value['schema'] !== 'number')
			throw new AppError(
				'import/row-invalid',
				`${name}, line ${index + 1}: expected a schema number`,
			);
		return value;
	});
}

/** The manifest of an exported project; throws AppError 'import/not-a-project' for anything else. */
export function readManifest(text: string): BundleManifest {
	const manifest = parsedObject(text, 'project.json') as Partial<BundleManifest>;
	const { format, version, project, tables } = manifest;
	if (format !== BUNDLE_FORMAT || version !== 1)
		throw new AppError(
			'import/not-a-project',
			`expected a ${BUNDLE_FORMAT} file of version 1, got ${String(format)} ${String(version)}`,
		);
	if (typeof project?.id !== 'string' || typeof tables !== 'object')
		throw new AppError('import/not-a-project', 'project.json names no project or no tables');
	return manifest as BundleManifest;
}

function parsedObject(text: string, place: string): JsonObject {
	try {
		const value: unknown = JSON.parse(text);
		if (typeof value === 'object' && value !== null && !Array.isArray(value))
			return value as JsonObject;
	} catch (thrown) {
		throw new AppError('import/row-invalid', `${place}: ${messageOf(thrown)}`, { cause: thrown });
	}
	throw new AppError('import/row-invalid', `${place}: expected an object`);
}

/** Fields that hold ids of projects and runs, or ids made of them (see `id.ts`). */
const ID_FIELDS: ReadonlySet<string> = new Set([
	'id',
	'projectId',
	'runId',
	'instructionId',
	'studentId',
	'parentId',
	'author',
	'about',
]);

/** The row with every id in it renamed, inside compound ids too; texts stay as they are. */
export function withNewIds<Row>(row: Row, names: ReadonlyMap<string, string>): Row {
	return renamed(row, names) as Row;
}

function renamed(value: unknown, names: ReadonlyMap<string, string>): unknown {
	if (Array.isArray(value)) return value.map((one: unknown) => renamed(one, names));
	if (typeof value !== 'object' || value === null) return value;
	const fields = Object.entries(value).map(([field, inner]): [string, unknown] => [
		field,
		ID_FIELDS.has(field) && typeof inner === 'string'
			? renamedId(inner, names)
			: renamed(inner, names),
	]);
	return Object.fromEntries(fields);
}

/** Parts stand between `/` and `|`; a training job's id is its run's and more after a hyphen. */
function renamedId(id: string, names: ReadonlyMap<string, string>): string {
	return id.replace(/[^/|]+/g, (part) => {
		for (let end = part.length; end > 0; end = part.lastIndexOf('-', end - 1)) {
			const name = names.get(part.slice(0, end));
			if (name !== undefined) return `${name}${part.slice(end)}`;
		}
		return part;
	});
}
