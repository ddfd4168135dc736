/** How fast the teacher of each role may be asked. */
import type { Role } from '../call.ts';
import { teacherInRole, type TeacherSettings } from '../teacher.ts';

export type Pace = {
	/** Roles of one name share everything below. */
	readonly name: string;
	readonly concurrency: number;
	readonly requestsPerMinute?: number | undefined;
	readonly tokensPerMinute?: number | undefined;
};
export type Paces = Readonly<Record<Role, Pace>>;

const USUAL: Pace = { name: '', concurrency: 8 };
export const USUAL_PACES: Paces = {
	...{ teacher: USUAL, referee: USUAL, generator: USUAL, labeller: USUAL },
};

/** As the schedules keep them: one for a model at an address. */
export function pacesOf(teacher: TeacherSettings): Paces {
	const of = (role: Role): Pace => {
		const one = teacherInRole(teacher, role);
		if (one.kind === 'practice') return USUAL;
		const { baseUrl, model, concurrency, requestsPerMinute, tokensPerMinute } = one;
		return { name: `${baseUrl} ${model}`, concurrency, requestsPerMinute, tokensPerMinute };
	};
	return {
		teacher: of('teacher'),
		referee: of('referee'),
		generator: of('generator'),
		labeller: of('labeller'),
	};
}
