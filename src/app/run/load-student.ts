/** The student that a stage needs: from this browser, or from the trainer once more; or where the trainer answers. */
import { trainerModelOf, type Student } from '../../core/student.ts';
import { fetchAgain, isMissingHere } from '../fetch-again.ts';
import type { LoadedStudent } from '../ports/student-engine.ts';
import type { RunSession } from './session.ts';
import { whileStudentAway, whileUnreachable } from './while-unreachable.ts';

/** Loads the student unless it is the one that is loaded; waits for a trainer that is away while its files are there only. */
export async function loadStudent(session: RunSession, student: Student): Promise<LoadedStudent> {
	const known = session.factsOf(student);
	if (known !== undefined) return known;
	session.progress.step('loading', null);
	const facts = await loaded(session, student);
	session.loaded(student, facts);
	return facts;
}

async function loaded(session: RunSession, student: Student): Promise<LoadedStudent> {
	const { engine, files } = session.world;
	const signal = session.stopping;
	try {
		const options = { device: 'auto', model: trainerModelOf(student) } as const;
		return await whileStudentAway(session, () => engine.load(student.source, options, signal));
	} catch (thrown) {
		if (!isMissingHere(thrown, student)) throw thrown;
		const onBytes = (done: number, total: number | null) => {
			session.progress.at('loading', done, total);
		};
		return whileUnreachable(session, (trainer) =>
			fetchAgain({ engine, files, trainer }, student, { onBytes, signal }),
		);
	}
}
