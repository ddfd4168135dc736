/** A student whose files have left this browser: copied once more from the trainer that made it, and tested as at first. */
import { AppError, codeOf } from '../core/error.ts';
import { studentName, trainerModelOf, type Student } from '../core/student.ts';
import { keepStudent } from './keep-student.ts';
import type { LoadedStudent, StudentEngine } from './ports/student-engine.ts';
import type { StudentFiles } from './ports/student-files.ts';
import type { Trainer } from './ports/trainer.ts';

type Keeping = { readonly engine: StudentEngine; readonly files: StudentFiles };
type Watch = {
	readonly onBytes: (done: number, total: number | null) => void;
	readonly signal: AbortSignal;
};
type LinkedWorld = { readonly trainer: () => Promise<Trainer | undefined> };
/** A student that was kept here once. */
type KeptOnce = Student & { readonly source: { readonly kind: 'stored' } };

/** Whether loading failed because the files were deleted here, or never came with their project. */
export function isMissingHere(thrown: unknown, student: Student): student is KeptOnce {
	return codeOf(thrown) === 'student/file-missing' && student.source.kind === 'stored';
}

/** Loads a student; one whose files are missing is fetched first, of which `onFetch` hears. */
export async function loadOrFetch(
	world: Keeping & LinkedWorld,
	student: Student,
	watch: Watch & { readonly onFetch: () => void },
): Promise<LoadedStudent> {
	try {
		const model = trainerModelOf(student);
		const options = { device: 'auto' as const, model, onBytes: watch.onBytes };
		return await world.engine.load(student.source, options, watch.signal);
	} catch (thrown) {
		if (!isMissingHere(thrown, student)) throw thrown;
		const trainer = await linkedTrainer(world, student, thrown);
		watch.onFetch();
		return fetchAgain({ ...world, trainer }, student, watch);
	}
}

/** Sees to it that the student's files are in this browser, where they were once: to hand them out, nothing is loaded. */
export async function bringHere(
	world: LinkedWorld & { readonly files: StudentFiles },
	student: Student,
	{ onBytes, signal }: Watch,
): Promise<void> {
	if (!isKeptOnce(student)) return;
	const { folder } = student.source;
	const here = await world.files.list();
	if (here.some((stored) => stored.folder === folder)) return;
	const trainer = await linkedTrainer(world, student, undefined);
	await whileItIsThere(student, async () => {
		const source = await pinned(trainer, student, signal);
		await world.files.fetchInto(folder, source, onBytes, signal);
	});
}

function isKeptOnce(student: Student): student is KeptOnce {
	return student.source.kind === 'stored';
}

async function linkedTrainer(
	world: LinkedWorld,
	{ iteration }: Student,
	cause: unknown,
): Promise<Trainer> {
	const trainer = await world.trainer();
	if (trainer !== undefined) return trainer;
	throw new AppError(
		'trainer/not-linked',
		`The weights of ${studentName(iteration)} are not in this browser. Link the trainer that made it, and they are fetched from there; or import a project file that holds them.`,
		{ cause },
	);
}

/**
 * The very files that were kept at first, copied, tested and left loaded. Throws 'student/gone' when the trainer no longer
 * has them, 'trainer/…' and 'student/…' as for a new student.
 */
export async function fetchAgain(
	world: Keeping & { readonly trainer: Trainer },
	student: KeptOnce,
	{ onBytes, signal }: Watch,
): Promise<LoadedStudent> {
	return whileItIsThere(student, async () => {
		const source = await pinned(world.trainer, student, signal);
		const { folder } = student.source;
		const model = trainerModelOf(student);
		return (await keepStudent(world, { folder, source, model, onBytes, signal })).facts;
	});
}

/** Throws 'student/gone' in place of what a trainer says that no longer has it. */
async function whileItIsThere<T>(student: Student, work: () => Promise<T>): Promise<T> {
	try {
		return await work();
	} catch (thrown) {
		throw GONE.has(codeOf(thrown)) ? gone(student, thrown) : thrown;
	}
}
/** The trainer doesn't know the job or the model, or serves no such file. */
const GONE: ReadonlySet<string> = new Set([
	'trainer/unknown-job',
	'trainer/unknown',
	'trainer/unknown-model',
	'student/file-missing',
]);

/** Where it lies at the trainer; from now on nobody deletes it there, since the copy may take long. */
async function pinned(trainer: Trainer, student: KeptOnce, signal: AbortSignal) {
	if (student.jobId === null) throw gone(student, undefined);
	const { artifacts, fineTunedModel } = await trainer.job(student.jobId, signal);
	if (artifacts === null || fineTunedModel === null) throw gone(student, undefined);
	await trainer.pin(fineTunedModel, student.projectId, signal);
	return { kind: 'remote', url: artifacts.url, files: student.files } as const;
}

function gone({ iteration }: Student, cause: unknown): AppError {
	const anew =
		iteration > 0
			? ` Or go back to iteration ${iteration - 1} as a new run with the same seed: it trains one like it anew, and takes the answers that have been paid for.`
			: '';
	return new AppError(
		'student/gone',
		`The weights of ${studentName(iteration)} are not in this browser, and the linked trainer does not keep them (any more). Link the trainer that made it, or import a project file that holds them.${anew}`,
		{ cause },
	);
}
