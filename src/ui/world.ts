/** What main.ts hands to the pages. */
import type { Models } from '../app/ports/models.ts';
import type { Library } from '../app/ports/library.ts';
import type { RunEngine } from '../app/ports/run-engine.ts';
import type { RunFeed } from '../app/ports/run-feed.ts';
import type { Settings } from '../app/ports/settings.ts';
import type { StudentEngine } from '../app/ports/student-engine.ts';
import type { StudentFiles } from '../app/ports/student-files.ts';
import type { Teacher } from '../app/ports/teacher.ts';
import type { Trainer, TrainerFacts, TrainerLink } from '../app/ports/trainer.ts';
import type { Votes } from '../app/ports/votes.ts';
import type { TeacherBook, TeacherKeys } from '../app/teacher-ports.ts';
import type { MeasurableEngine, MeasuringWorld } from '../app/measure-device.ts';
import type { PairToScore, ScoredPair } from '../app/score-pair.ts';
import type { Exams } from '../app/exam/ports.ts';
import type { Exports } from '../app/export-ports.ts';
import type { Imports } from '../app/import-ports.ts';
import type { PoolEdits, PoolMirror } from '../app/pool-ports.ts';
import type {
	Alerts,
	DeviceCheck,
	ProjectActions,
	RestoredData,
	ShippedStudent,
} from '../app/world-ports.ts';
import type { ProjectId } from '../core/id.ts';
import type { ProbeFinding } from '../core/probe.ts';
import type { StudentFile, StudentSource } from '../core/student.ts';
import type { OpenAiTeacher } from '../core/teacher.ts';
import { AppError } from '../core/error.ts';

export type World = {
	readonly library: Library;
	readonly engine: RunEngine;
	/** Live lines of a run, from whichever tab carries it out. */
	readonly feed: RunFeed;
	readonly settings: Settings;
	/** The rows of one project at a time, listed and edited. */
	readonly pools: PoolMirror;
	readonly poolEdits: PoolEdits;
	/** Of blind comparisons. */
	readonly votes: Votes;
	/** A student engine of the page's own, for chat; the caller closes it. */
	student(): StudentEngine;
	readonly files: StudentFiles;
	/** Models from elsewhere: web-llm's list, a hub, the user's folders. */
	readonly models: Models;
	/** The students beside the app; throws AppError 'student/no-catalog'. */
	shipped(): Promise<readonly ShippedStudent[]>;
	/** A student's files as one zip, to be saved as a folder; throws AppError 'student/…', 'export/too-large'. */
	packStudent(source: StudentSource, files: readonly StudentFile[]): Promise<Blob>;
	/** The linked trainer; undefined when none is linked. */
	trainer(): Promise<Trainer | undefined>;
	/** Asks the address what it is, without linking it; throws AppError 'trainer/…'. */
	probeTrainer(link: Pick<TrainerLink, 'url' | 'token'>): Promise<TrainerFacts>;
	/** Makes the trainer forget this token. */
	revokeTrainer(link: TrainerLink): Promise<void>;
	/** The project's teacher, asked from this page with the key that this tab holds. */
	teacherFor(project: ProjectId): Promise<Teacher>;
	/** The practice teacher, for a student that no project has. */
	practiceTeacher(): Teacher;
	/** Both answers of a pair scored by the project's referee; null: by the practice teacher. Throws AppError 'teacher/…'. */
	scorePair(project: ProjectId | null, pair: PairToScore, signal: AbortSignal): Promise<ScoredPair>;
	/** A teacher that no project has yet; `key` null: the one that this tab holds for it. */
	teacherAt(settings: OpenAiTeacher, key: string | null): Teacher;
	/** Tries it out, see `TeacherProbe`. */
	testTeacher(
		settings: OpenAiTeacher,
		key: string | null,
		hear: (finding: ProbeFinding) => void,
		signal: AbortSignal,
	): Promise<void>;
	/** Teachers to choose from, and their keys. */
	readonly teachers: TeacherBook;
	readonly keys: TeacherKeys;
	readonly projects: ProjectActions;
	readonly imports: Imports;
	readonly exports: Exports;
	/** One set of instructions put to several students. */
	readonly exams: Exams;
	/** Deletes the project here and lets the trainer forget its students. */
	deleteProject(project: ProjectId): Promise<void>;
	/** When this tab was opened; null: nothing was missing. */
	readonly restored: RestoredData | null;
	readonly device: DeviceCheck;
	/** What a student can be measured on here, and with. */
	readonly measuring: MeasuringWorld & { readonly engines: readonly MeasurableEngine[] };
	readonly alerts: Alerts;
};

let given: World | undefined;

export function give(world: World): void {
	given = world;
}

/** The world; throws before main.ts gave it. */
export function world(): World {
	if (given === undefined) throw new AppError('bug/no-world', 'main.ts has not given the world');
	return given;
}
