/** The teacher that a new project starts with: saved if it is new, marked for the ledger in each of its roles. */
import type { OpenAiTeacher, OtherRole, TeacherSettings } from '../core/teacher.ts';
import { keyedAt } from '../core/teacher.ts';
import type { TeacherBook } from './teacher-ports.ts';

/** `others`: teachers of the projects that there are. A role at the teacher's own address goes with it. */
export async function beginWithTeacher(
	teachers: Pick<TeacherBook, 'save'>,
	teacher: OpenAiTeacher,
	others: readonly (TeacherSettings | null)[],
): Promise<OpenAiTeacher> {
	const saved = teacher.id === undefined ? await teachers.save(teacher) : teacher;
	const roles = Object.entries(teacher.roles ?? {}).map(([role, one]) => {
		const isOurs = one.id === teacher.id;
		const whole = isOurs ? { ...one, id: saved.id, name: saved.name } : one;
		return [role as OtherRole, { ...keyedAt(whole, others), roles: undefined }] as const;
	});
	return {
		...keyedAt(saved, others),
		roles: roles.length === 0 ? undefined : Object.fromEntries(roles),
	};
}
