/** A model at an endpoint as the Student page lists it. */
import type { SavedTeacher } from '../../../core/saved-teachers.ts';
import { hostOf, type OpenAiTeacher } from '../../../core/teacher.ts';
import { shownName } from '../../parts/shown-controls.ts';
import type { Subject } from './catalogue.ts';

export function endpointSubject(student: SavedTeacher): Subject {
	return {
		id: `endpoint/${student.id}`,
		name: shownName(student.name),
		note: `${shownName(student.model)} at ${hostOf(student.baseUrl)}`,
		source: { kind: 'endpoint', at: student },
		files: [],
		baseId: student.model,
		made: undefined,
		isPractice: false,
	};
}

/** As it is kept; without a name it goes by its model. */
export function asEndpointStudent(
	{ name = '', ...student }: OpenAiTeacher,
	id: SavedTeacher['id'],
): SavedTeacher {
	return { ...student, id, name: name === '' ? student.model : name };
}
