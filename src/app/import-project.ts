/** Importing a file as a new project, with a run where one is wished: written unseen, then seen at once, or taken back. */
import { answerId, type Answer } from '../core/answer.ts';
import { AppError } from '../core/error.ts';
import { KEPT_REFUSALS } from '../core/formats/tally.ts';
import { seedId, type ProjectId } from '../core/id.ts';
import type { Instruction } from '../core/instruction.ts';
import type { ImportReport, Project } from '../core/project.ts';
import type { Run } from '../core/run.ts';
import type {
	ImportedProject,
	ImportStore,
	ProjectImport,
	RecordFiles,
	Watching,
} from './import-ports.ts';
import { type PlacedRow, placedRows, reportOf, type Survey, surveyOf } from './import-survey.ts';
import type { Clock, NewId } from './ports/system.ts';
import { runOf, trialOf } from './projects.ts';

export type ImportWorld = {
	readonly files: RecordFiles;
	readonly imports: ImportStore;
	readonly clock: Clock;
	readonly newId: NewId;
};

/** Fewer usable rows than this make no run: nothing could be held out. */
const FEWEST_ROWS = 8;
/** Instructions written at once: a second's worth, of which two lie in memory. */
const ROWS_AT_ONCE = 2000;

/** Throws 'import/…' for a file that can't be used, 'storage/full', the signal's reason; nothing stays then. */
export async function importProject(
	world: ImportWorld,
	own: ProjectImport,
	watching: Watching,
): Promise<ImportedProject> {
	const survey = await surveyOf(world.files, own, watching);
	if (own.distil !== null) refuseTooFew(survey, own.name);
	else refuseNone(survey, own.name);
	const id = world.newId() as ProjectId;
	const createdAt = world.clock();
	await world.imports.begin(id);
	try {
		const setAside = await writeRows(world, survey, { id, createdAt }, watching);
		const report = reportOf(survey, setAside);
		if (own.distil !== null) refuseUnsplit(report, own.name);
		const project: Project = {
			schema: 1,
			id,
			name: own.name,
			kind: 'own',
			teacher: own.distil?.teacher ?? null,
			seed: own.seed,
			importReport: { ...report, refused: report.refused.slice(0, KEPT_REFUSALS) },
			createdAt,
			openedAt: createdAt,
		};
		const run = own.distil === null ? null : runFor(world, id, own.distil);
		watching.signal.throwIfAborted();
		await world.imports.commit(project, run);
		return { project: id, run: run?.id ?? null };
	} catch (thrown) {
		await world.imports.discard(id);
		throw thrown;
	}
}

function runFor(
	world: ImportWorld,
	project: ProjectId,
	{ recipe, caps, isTrial }: NonNullable<ProjectImport['distil']>,
): Run {
	return (isTrial === true ? trialOf : runOf)(world, project, recipe, caps);
}

function refuseTooFew({ tally }: Survey, name: string): void {
	if (tally.usable.length >= FEWEST_ROWS) return;
	throw new AppError(
		'import/too-few',
		`${name} has ${tally.usable.length} usable rows; at least ${FEWEST_ROWS} are needed.${firstRefusal(tally)}`,
	);
}

function refuseNone({ tally }: Survey, name: string): void {
	if (tally.usable.length === 0)
		throw new AppError('import/too-few', `${name} has no usable row.${firstRefusal(tally)}`);
}

function firstRefusal({ refused }: Survey['tally']): string {
	const [first] = refused;
	return first === undefined ? '' : ` Row ${first.row}: ${first.reason}.`;
}

function refuseUnsplit({ accepted, heldOut, setAside }: ImportReport, name: string): void {
	if (heldOut === 0)
		throw new AppError('import/none-held-out', `No row of ${name} would be held out for scoring.`);
	if (accepted - heldOut < 1)
		throw new AppError(
			'import/none-left',
			`No row of ${name} is left to train on: ${heldOut} held out, ${setAside} too close to them.`,
		);
}

type Owner = Pick<Project, 'id' | 'createdAt'>;

/** Writes while it reads on; returns how many rows are set aside. */
async function writeRows(
	{ files, imports }: ImportWorld,
	survey: Survey,
	owner: Owner,
	watching: Watching,
): Promise<number> {
	const { tally, second } = survey;
	const total = tally.usable.length + (second?.tally.usable.length ?? 0);
	let done = 0;
	let setAside = 0;
	let waiting: PlacedRow[] = [];
	let written: Promise<void> = Promise.resolve();
	const write = async (least: number) => {
		while (waiting.length >= least && waiting.length > 0) {
			const some = waiting.slice(0, ROWS_AT_ONCE);
			waiting = waiting.slice(ROWS_AT_ONCE);
			await written;
			watching.signal.throwIfAborted();
			watching.onProgress({ step: 'write', done, total });
			done += some.length;
			written = imports.add({
				instructions: some.map((row) => instructionOf(owner, row)),
				answers: some.flatMap(({ row }) => fileAnswer(owner, row)),
			});
			// It is awaited before the next one; until then a failure has no listener.
			written.catch(() => undefined);
		}
	};
	for await (const rows of placedRows(files, survey, 'write', watching)) {
		for (const { split } of rows) if (split === 'setAside') setAside++;
		waiting.push(...rows);
		await write(ROWS_AT_ONCE);
	}
	waiting.push(...secondRows(survey));
	await write(1);
	await written;
	watching.onProgress({ step: 'write', done: total, total });
	return setAside;
}

/** Rows of the second file go on with the numbers of the first. */
function secondRows({ tally, second }: Survey): readonly PlacedRow[] {
	const last = tally.lastRow;
	return (second?.rows ?? []).map((row) => ({
		row: { ...row, row: last + row.row },
		split: 'heldOut',
		near: null,
	}));
}

function instructionOf({ id }: Owner, { row, split, near }: PlacedRow): Instruction {
	return {
		schema: 1,
		id: seedId(id, row.row),
		projectId: id,
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
			: { setAsideBecause: `ROUGE-L ${near.rougeL.toFixed(2)} with held-out row ${near.row}` }),
	};
}

function fileAnswer(
	{ id, createdAt }: Owner,
	{ row, output }: PlacedRow['row'],
): readonly Answer[] {
	if (output === '') return [];
	const instructionId = seedId(id, row);
	return [
		{
			schema: 1,
			id: answerId(instructionId, 'file'),
			projectId: id,
			instructionId,
			author: 'file',
			text: output,
			finish: 'stop',
			tokens: null,
			callKey: null,
			createdAt,
		},
	];
}
