/** The students that ship beside the app: models/catalog.json as served. */
import * as v from 'valibot';
import { AppError } from '../../core/error.ts';
import type { ShippedStudent } from '../../app/world-ports.ts';
import type { StudentFile, StudentSource } from '../../core/student.ts';

const Catalog = v.object({
	students: v.array(
		v.object({
			id: v.string(),
			folder: v.string(),
			name: v.string(),
			licence: v.string(),
			contextTokens: v.number(),
		}),
	),
});
const Manifest = v.object({
	files: v.array(v.object({ path: v.string(), bytes: v.number(), sha256: v.string() })),
});

/** All of them with their files; throws AppError 'student/no-catalog', 'student/file-missing'. */
export async function shippedWithFiles(): Promise<readonly ShippedStudent[]> {
	return Promise.all(
		(await shippedStudents()).map(async (student) => ({ ...student, files: await filesOf(student) })),
	);
}

async function filesOf({ folder }: { readonly folder: string }): Promise<readonly StudentFile[]> {
	const text = await readShipped({ kind: 'shipped', folder }, 'manifest.json');
	return v.parse(Manifest, JSON.parse(text)).files;
}

/** All of them; throws AppError 'student/no-catalog' when the file is missing or not what it should be. */
export async function shippedStudents(): Promise<v.InferOutput<typeof Catalog>['students']> {
	const response = await fetch(new URL('/models/catalog.json', self.location.origin));
	const parsed = v.safeParse(Catalog, response.ok ? await response.json() : undefined);
	if (!parsed.success)
		throw new AppError(
			'student/no-catalog',
			`expected the list of shipped students at /models/catalog.json, got status ${response.status}`,
		);
	return parsed.output.students;
}

/** Where the shipped student of this base id lies; undefined when it is none of ours. */
export async function shippedSource(
	baseId: string,
): Promise<Extract<StudentSource, { kind: 'shipped' }> | undefined> {
	const found = (await shippedStudents()).find(({ id }) => id === baseId);
	return found === undefined ? undefined : { kind: 'shipped', folder: found.folder };
}

/** A text file of a shipped student; throws AppError 'student/file-missing'. */
export async function readShipped(
	{ folder }: Extract<StudentSource, { kind: 'shipped' }>,
	path: string,
): Promise<string> {
	const response = await fetch(new URL(`/models/${folder}/${path}`, self.location.origin));
	if (!response.ok)
		throw new AppError(
			'student/file-missing',
			`expected ${path} of the shipped student ${folder}, got status ${response.status}`,
		);
	return response.text();
}
