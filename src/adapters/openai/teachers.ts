/** Which teachers a project has: one for each model and address that its roles name. */
import type { Teacher } from '../../app/ports/teacher.ts';
import type { CallRequest } from '../../core/call.ts';
import { AppError } from '../../core/error.ts';
import type { KeySlot } from '../../core/id.ts';
import type { HearLimits, HearStream } from '../../core/limits/told.ts';
import { needsNoKey } from '../../core/providers.ts';
import {
	allTeachers,
	keySlotOf,
	type OpenAiTeacher as Settings,
	teacherName,
	type TeacherSettings,
} from '../../core/teacher.ts';
import { practiceTeacher } from '../practice/practice-teacher.ts';
import { OpenAiTeacher } from './teacher.ts';

/** The teacher in all its roles; throws AppError 'teacher/key-missing' when one of them needs a key and none is held. */
export function teacherOf(
	teacher: TeacherSettings,
	keyOf: (slot: KeySlot) => string | undefined,
): Teacher {
	if (teacher.kind === 'practice') return practiceTeacher();
	const clients = allTeachers(teacher).map((one) => [routeOf(one), clientOf(one, keyOf)] as const);
	const [[, main]] = clients as [(typeof clients)[0]];
	if (clients.length === 1) return main;
	// The first of two that answer to the same name and address is asked: the teacher itself.
	return new RoutedTeacher(main, new Map(clients.toReversed()));
}

function clientOf(teacher: Settings, keyOf: (slot: KeySlot) => string | undefined): OpenAiTeacher {
	const key = keyOf(keySlotOf(teacher)) ?? (needsNoKey(teacher) ? '' : undefined);
	if (key === undefined)
		throw new AppError(
			'teacher/key-missing',
			`The key of ${teacherName(teacher)} is not in this tab. Nothing else is lost: give it to go on.`,
		);
	return new OpenAiTeacher({ ...teacher, key });
}

type Route = Pick<CallRequest, 'model' | 'endpoint'>;
const routeOf = ({ model, endpoint }: Route) => `${endpoint ?? ''} ${model}`;

/** Several endpoints as one teacher: each request goes where its model and address say. */
class RoutedTeacher implements Teacher {
	readonly #main: Teacher;
	readonly #byRoute: ReadonlyMap<string, Teacher>;

	constructor(main: Teacher, byRoute: ReadonlyMap<string, Teacher>) {
		this.#main = main;
		this.#byRoute = byRoute;
	}

	ask(request: CallRequest, signal: AbortSignal, hear?: HearLimits) {
		return this.#for(request).ask(request, signal, hear);
	}

	stream(request: CallRequest, signal: AbortSignal, hear?: HearStream) {
		return this.#for(request).stream(request, signal, hear);
	}

	models(signal: AbortSignal) {
		return this.#main.models(signal);
	}

	#for(request: CallRequest): Teacher {
		return this.#byRoute.get(routeOf(request)) ?? this.#main;
	}
}
