/** A student's card from what the page knows of it, and what the card says first. */
import type { Score } from '../../../core/run.ts';
import {
	cardScore,
	fastestOf,
	type CardSpeed,
	type StudentCard,
} from '../../../core/student-card/card.ts';
import { teacherInRole, type TeacherSettings } from '../../../core/teacher.ts';
import { count, decimal, percent } from '../../parts/format.ts';
import { loadBytesOf, sizeOf, type Subject } from '../student/catalogue.ts';

export function cardOf(
	subject: Subject,
	scores: readonly Score[],
	speeds: readonly CardSpeed[],
): StudentCard {
	const { id, name, baseId, made } = subject;
	const score = scores.find(
		({ studentId, set }) => studentId === made?.student.id && set === 'heldOut',
	);
	const teacher = made?.project.teacher ?? null;
	return {
		student: {
			...{ id, name, base: baseId, bytes: sizeOf(subject), loadBytes: loadBytesOf(subject) },
			madeBy: made === undefined ? null : { project: made.project.name, run: made.run.name },
		},
		score: cardScore(score, {
			teacher: teacher === null ? 'its teacher' : modelWords(teacher),
			referee: teacher === null ? 'its teacher' : modelWords(teacherInRole(teacher, 'referee')),
		}),
		speeds,
	};
}

function modelWords(teacher: TeacherSettings): string {
	return teacher.kind === 'practice' ? 'practice teacher' : teacher.model;
}

/** What the page opens with, after the student's name. */
export function cardSentence({ score, speeds }: StudentCard): string {
	const rate = fastestOf(speeds)?.figures.answersPerMinute;
	const reaches = score === null ? null : `reaches ${percent(score.relative.value)} of its teacher`;
	const answers = rate == null ? null : `answers ${rateWords(rate)} instructions a minute here`;
	if (reaches !== null && answers !== null) return `${reaches} and ${answers}.`;
	if (reaches !== null) return `${reaches}. Its speed here is not measured.`;
	if (answers !== null) return `${answers}. It is not scored against a teacher.`;
	return 'is neither scored nor measured here yet.';
}

/** A rate: grouped, or with a digit after the point where it is small. */
export function rateWords(perMinute: number): string {
	return perMinute < 9.95 ? decimal(perMinute) : count(perMinute);
}

/** "4,980–5,440"; undefined: not known. */
export function rateRange({ figures }: CardSpeed): string | undefined {
	const interval = figures.answersPerMinuteInterval;
	return interval == null ? undefined : `${rateWords(interval.low)}–${rateWords(interval.high)}`;
}
