/** Importing an Alpaca file as a new project: counted, split, written in one transaction or not at all. */
import { answerId, type Answer } from '../core/answer.ts';
import { AppError } from '../core/error.ts';
import { readAlpaca, type AlpacaRow, type RefusedRow } from '../core/formats/alpaca.ts';
import { splitRows, withoutDuplicates, type SplitRow } from '../core/formats/split.ts';
import { seedId, type ProjectId } from '../core/id.ts';
import type { Instruction } from '../core/instruction.ts';
import type { ImportReport, Project } from '../core/project.ts';
import type { TeacherSettings } from '../core/teacher.ts';
import type { ProjectWorld } from './projects.ts';

export type AlpacaImport = {
	readonly file: Blob;
	readonly name: string;
	readonly teacher: TeacherSettings;
	readonly recipe: { readonly seed: number };
};

/** What a file would become, before anything is written. */
export type ImportPreview = {
	readonly report: ImportReport;
	/** The first usable rows. */
	readonly first: readonly AlpacaRow[];
	/** Rows that came with an answer. */
	readonly answered: number;
	/** Mean characters of instruction with input, and of an output; 0 where there are none. */
	readonly taskChars: number;
	readonly answerChars: number;
};

type Read = {
	readonly rows: readonly SplitRow<AlpacaRow>[];
	readonly refused: readonly RefusedRow[];
	readonly duplicates: number;
};

/** Fewer usable rows than this make no run: nothing could be held out. */
const FEWEST_ROWS = 8;

async function read(file: Blob, seed: number): Promise<Read> {
	const { rows, refused } = readAlpaca(await file.text());
	const unique = withoutDuplicates(rows);
	return { rows: splitRows(unique.rows, seed), refused, duplicates: unique.duplicates };
}

function reportOf(read: Read, fileName: string): ImportReport {
	const count = (split: SplitRow<AlpacaRow>['split']) =>
		read.rows.filter((row) => row.split === split).length;
	return {
		fileName,
		rows: read.rows.length + read.duplicates + read.refused.length,
		accepted: count('pool') + count('heldOut'),
		heldOut: count('heldOut'),
		setAside: count('setAside'),
		duplicates: read.duplicates,
		refused: read.refused,
	};
}

/** Reads and splits as the import will. */
export async function previewAlpaca(
	file: Blob,
	name: string,
	seed: number,
): Promise<ImportPreview> {
	const found = await read(file, seed);
	const rows = found.rows.map(({ row }) => row);
	const answers = rows.filter(({ output }) => output !== '');
	const mean = (lengths: readonly number[]) =>
		lengths.length === 0 ? 0 : lengths.reduce((a, b) => a + b, 0) / lengths.length;
	return {
		report: reportOf(found, name),
		first: rows.slice(0, 5),
		answered: answers.length,
		taskChars: mean(rows.map(({ instruction, input }) => instruction.length + input.length)),
		answerChars: mean(answers.map(({ output }) => output.length)),
	};
}

/** Writes the project with its instructions and the file's answers; throws 'import/too-few' and writes nothing then. */
export async function importAlpaca(world: ProjectWorld, own: AlpacaImport): Promise<ProjectId> {
	const found = await read(own.file, own.recipe.seed);
	const report = reportOf(found, own.name);
	if (report.accepted < FEWEST_ROWS)
		throw new AppError(
			'import/too-few',
			`${own.name} has ${report.accepted} usable rows; at least ${FEWEST_ROWS} are needed. ${found.refused[0] === undefined ? '' : `Row ${found.refused[0].row}: ${found.refused[0].reason}.`}`,
		);
	const project: Project = {
		schema: 1,
		id: world.newId() as ProjectId,
		name: own.name,
		kind: 'own',
		teacher: own.teacher,
		seed: own.recipe.seed,
		importReport: report,
		createdAt: world.clock(),
		openedAt: world.clock(),
	};
	await world.store.put({
		instructions: found.rows.map((row) => instructionOf(project.id, row)),
		answers: found.rows.flatMap(({ row }) => fileAnswer(project, row)),
	});
	await world.store.putProject(project);
	return project.id;
}

function instructionOf(
	projectId: ProjectId,
	{ row, split, near }: SplitRow<AlpacaRow>,
): Instruction {
	return {
		schema: 1,
		id: seedId(projectId, row.row),
		projectId,
		runId: null,
		iteration: 0,
		order: row.row,
		instruction: row.instruction,
		input: row.input,
		skill: row.skill,
		skillFrom: row.skill === null ? null : 'data',
		split,
		pool: split === 'pool' ? 'both' : null,
		origin: 'imported',
		parentId: null,
		operator: null,
		...(near === null
			? {}
			: {
					setAsideBecause: `ROUGE-L ${near.rougeL.toFixed(2)} with held-out row ${near.row.row}`,
				}),
	};
}

function fileAnswer({ id, createdAt }: Project, row: AlpacaRow): readonly Answer[] {
	if (row.output === '') return [];
	const instructionId = seedId(id, row.row);
	return [
		{
			schema: 1,
			id: answerId(instructionId, 'file'),
			projectId: id,
			instructionId,
			author: 'file',
			text: row.output,
			finish: 'stop',
			tokens: null,
			callKey: null,
			createdAt,
		},
	];
}
