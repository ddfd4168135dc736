/** Which teacher a project has. */
import type { Teacher } from '../../app/ports.ts';
import { AppError } from '../../core/error.ts';
import type { Project } from '../../core/project.ts';
import { practiceTeacher } from '../practice/practice-teacher.ts';
import { OpenAiTeacher } from './teacher.ts';

/** The project's teacher; throws AppError 'teacher/key-missing' when it needs a key and none is held. */
export function teacherOf({ teacher }: Project, key: string | undefined): Teacher {
	if (teacher.kind === 'practice') return practiceTeacher();
	if (key === undefined)
		throw new AppError(
			'teacher/key-missing',
			`The key of ${teacher.baseUrl} is kept in memory only and is gone. Nothing else is lost: paste it again to go on.`,
		);
	return new OpenAiTeacher({ ...teacher, key });
}
