/** The composition root of the page: adapters behind the ports, and the app on them. */
import { hearLinks, takenLink } from './ui/taken-link.ts';
import './ui/base.css';
import { mount } from 'svelte';
import { registerSW } from 'virtual:pwa-register';
import { deleteProject } from './app/delete-project.ts';
import { resumeInterrupted } from './app/resume.ts';
import { scoreForFree } from './app/score-pair.ts';
import { pinStudents } from './app/trainer-pins.ts';
import { openDatabase } from './adapters/indexeddb/database.ts';
import { IndexedDbExamStore } from './adapters/indexeddb/exam-store.ts';
import { sweepExams } from './adapters/indexeddb/exam-rows.ts';
import { sweepImports } from './adapters/indexeddb/import-store.ts';
import { IndexedDbLibrary } from './adapters/indexeddb/library.ts';
import { IndexedDbPoolEdits } from './adapters/indexeddb/pool-edits.ts';
import { IndexedDbSettings } from './adapters/indexeddb/settings.ts';
import { IndexedDbTeachers, sealedText } from './adapters/indexeddb/teachers.ts';
import { StoredTeacherKeys } from './adapters/keys/teacher-keys.ts';
import { workerExams } from './adapters/exam/worker-exams.ts';
import { packStudent } from './adapters/files/student-folder.ts';
import { shippedWithFiles } from './adapters/models/catalog.ts';
import { OpfsModels } from './adapters/models/shelf.ts';
import { WorkerPoolMirror } from './adapters/pools/mirror.ts';
import { practiceTeacher } from './adapters/practice/practice-teacher.ts';
import { IndexedDbVotes } from './adapters/indexeddb/votes.ts';
import { keep } from './adapters/journal/keep.ts';
import { PageJournal } from './adapters/journal/page-journal.ts';
import { OpfsStudentFiles } from './adapters/opfs/student-files.ts';
import { WorkerProjectActions } from './adapters/run/project-actions.ts';
import { WorkerRunEngine } from './adapters/run/run-engine.ts';
import { WorkerTeacher } from './adapters/run/worker-teacher.ts';
import { BrowserAlerts } from './adapters/system/alerts.ts';
import { watchUpdates } from './adapters/system/app-update.ts';
import { BrowserDeviceCheck } from './adapters/system/device-check.ts';
import { clock } from './adapters/system/clock.ts';
import { memoryInUse } from './adapters/system/memory.ts';
import { newId } from './adapters/system/new-id.ts';
import { BroadcastRunFeed } from './adapters/system/run-feed.ts';
import { OpenAiProbe } from './adapters/openai/probe.ts';
import { OpenAiTeacher } from './adapters/openai/teacher.ts';
import { teacherOf } from './adapters/openai/teachers.ts';
import { WorkerExports } from './adapters/transfer/worker-exports.ts';
import { WorkerImports } from './adapters/transfer/worker-imports.ts';
import { linkedTrainer } from './adapters/trainer/linked.ts';
import { HttpTrainer } from './adapters/trainer/trainer.ts';
import { anyStudentEngine } from './adapters/student/any-engine.ts';
import { MEASURABLE } from './adapters/student/measurable.ts';
import { KeyRing } from './adapters/system/key-ring.ts';
import { firstValue } from './app/live.ts';
import { AppError } from './core/error.ts';
import { chosenTeacher } from './core/project.ts';
import { keySlotOf, type OpenAiTeacher as TeacherAddress } from './core/teacher.ts';
import App from './ui/App.svelte';
import { offline } from './ui/state/offline.svelte.ts';
import { pairing } from './ui/state/pairing.svelte.ts';
import { openShown } from './ui/while-opening.ts';
import { give, world, type World } from './ui/world.ts';

const loadAnew = watchUpdates(registerSW, offline, () => {
	location.reload();
});
const target = document.getElementById('app');
if (target === null) throw new AppError('bug/no-page', 'index.html has no #app');
const NAME = 'retort';
const journal = new PageJournal(NAME);
const { database, restored } = await openShown(target, async ({ onBlocked, onRestoring }) => {
	const opened = await openDatabase({
		name: NAME,
		onOutdated: () => {
			offline.offerUpdate(loadAnew);
		},
		onBlocked,
		onWritten: journal.take,
	});
	const kept = await keep(opened, NAME, onRestoring);
	journal.begin(kept.id);
	return { database: opened, restored: kept.restored };
});
const files = new OpfsStudentFiles();
/** How long a courtesy to the trainer may take. */
const patience = () => AbortSignal.timeout(5000);
const library: IndexedDbLibrary = new IndexedDbLibrary(database, files, newId, (id) =>
	pinStudents({ library, trainer, patience }, id),
);
const settings = new IndexedDbSettings(database);
const ring = new KeyRing();
const engine = new WorkerRunEngine(ring, (run) => {
	if (run !== null) void resume();
});

const keys = new StoredTeacherKeys({
	ring,
	hand: async (slot, key) => {
		await Promise.all([engine.giveKey(slot, key), exams.giveKey(slot, key)]);
	},
	text: sealedText(database),
	alone: (work) => navigator.locks.request('retort/keys', work),
});

const imports = new WorkerImports(async () => {
	await sweepImports(database);
	void journal.tidy(true);
});
void sweepImports(database);
void sweepExams(database);
const exams = workerExams(new IndexedDbExamStore(database), ring, clock);
exams.follow();
/** When the page has shown what it was opened for. */
setTimeout(() => void journal.tidy(false), 5000);

const probe = new OpenAiProbe(location.origin);
const heldKey = (teacher: TeacherAddress) => ring.get(keySlotOf(teacher)) ?? '';

function trainer() {
	return linkedTrainer(settings);
}

async function resume(): Promise<void> {
	await resumeInterrupted(await firstValue(library.runs(null)), engine);
}

give({
	library,
	engine,
	settings,
	files,
	feed: new BroadcastRunFeed(),
	pools: new WorkerPoolMirror(database),
	poolEdits: new IndexedDbPoolEdits(database, clock),
	votes: new IndexedDbVotes(database, newId),
	student: () => anyStudentEngine('chat', settings, ring),
	models: new OpfsModels(files),
	shipped: shippedWithFiles,
	packStudent: (source, theirs) => packStudent(files, source, theirs),
	practiceTeacher,
	trainer,
	deleteProject: async (id) => {
		await deleteProject({ library, engine, trainer, patience }, id);
		void journal.tidy(true);
	},
	restored,
	probeTrainer: (link) => new HttpTrainer(link).facts(AbortSignal.timeout(10_000)),
	revokeTrainer: (link) => new HttpTrainer(link).revokeToken(),
	teacherFor: async (id) => {
		const project = await firstValue(library.project(id));
		if (project === undefined) throw new AppError('project/unknown', `There is no project ${id}.`);
		const direct = teacherOf(chosenTeacher(project), (slot) => ring.get(slot));
		return new WorkerTeacher(direct, engine, id);
	},
	scorePair: (project, pair, signal) =>
		project === null
			? scoreForFree(practiceTeacher(), pair, signal)
			: engine.worker.call('scorePair', { project, pair }, { signal }),
	teacherAt: (settings, key) => new OpenAiTeacher({ ...settings, key: key ?? heldKey(settings) }),
	testTeacher: (settings, key, hear, signal) =>
		probe.run(settings, key ?? heldKey(settings), hear, signal),
	teachers: new IndexedDbTeachers(database, newId),
	keys,
	projects: new WorkerProjectActions(engine),
	imports,
	exports: new WorkerExports(),
	exams,
	device: new BrowserDeviceCheck(),
	measuring: {
		engines: MEASURABLE,
		now: () => performance.now(),
		memory: memoryInUse,
	},
	alerts: new BrowserAlerts(),
} satisfies World);

void pairing.take(takenLink, location.origin, world()).then(resume);
hearLinks((reading) => void pairing.take(reading, location.origin, world()));

mount(App, { target });
