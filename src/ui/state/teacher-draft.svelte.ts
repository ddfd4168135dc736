/** The teacher of a project that is being set up: one of the saved ones or a new one, and who asks in the other roles. */
import type { Role, RolePrices } from '../../core/call.ts';
import { type Paces, pacesOf } from '../../core/plan/paces.ts';
import type { SavedTeacher } from '../../core/saved-teachers.ts';
import { type OpenAiTeacher, type OtherRole, teacherInRole } from '../../core/teacher.ts';
import { KeyDraft } from './key-draft.svelte.ts';
import type { TeacherErrors, TeacherFields } from './teacher-checks.ts';
import { fieldsOf, NO_TEACHER, readFields, type TeacherReading } from './teacher-form.ts';

/** Who asks in a role: the teacher itself, another model at its address, or a saved teacher. */
export type RoleChoice = {
	kind: 'same' | 'model' | 'saved';
	/** Of `model`: its name and prices, as typed. */
	model: string;
	promptUsd: string;
	completionUsd: string;
	saved: SavedTeacher | null;
};
const SAME: RoleChoice = { kind: 'same', model: '', promptUsd: '', completionUsd: '', saved: null };

export class TeacherDraft {
	fields: TeacherFields = $state(fieldsOf(NO_TEACHER));
	readonly key = new KeyDraft();
	readonly roles: Record<OtherRole, RoleChoice> = $state({
		referee: { ...SAME },
		generator: { ...SAME },
	});
	#saved = $state.raw<SavedTeacher | null>(null);

	/** The saved teacher that was chosen; null: the fields make a new one. */
	get saved(): SavedTeacher | null {
		return this.#saved;
	}

	choose(saved: SavedTeacher | null): void {
		this.#saved = saved;
	}

	/** With its roles; a role that isn't filled in is wrong too. */
	get reading(): TeacherReading {
		const reading = this.#main;
		if (reading.kind === 'wrong') return reading;
		const roles: Partial<Record<OtherRole, OpenAiTeacher>> = {};
		for (const role of ['referee', 'generator'] as const) {
			const other = this.#inRole(role, reading.teacher);
			if (other.kind === 'wrong') return other;
			if (other.teacher !== reading.teacher) roles[role] = other.teacher;
		}
		const teacher =
			Object.keys(roles).length === 0 ? reading.teacher : { ...reading.teacher, roles };
		return { kind: 'ok', teacher };
	}

	get errors(): TeacherErrors {
		const reading = this.#main;
		return reading.kind === 'wrong' ? reading.errors : {};
	}

	/** What is wrong with a role's own fields. */
	roleErrors(role: OtherRole): TeacherErrors {
		const main = this.#main;
		const other = this.#inRole(role, main.kind === 'ok' ? main.teacher : EXAMPLE);
		return other.kind === 'wrong' ? other.errors : {};
	}

	/** Of each role; unknown before the teacher is whole. */
	get prices(): RolePrices {
		const { reading } = this;
		if (reading.kind === 'wrong') return null;
		return (role: Role) => teacherInRole(reading.teacher, role).prices;
	}

	/** How fast each role may be asked; as a new teacher's before this one is whole. */
	get paces(): Paces {
		const { reading } = this;
		const teacher = reading.kind === 'wrong' ? NO_TEACHER : reading.teacher;
		return pacesOf(teacher);
	}

	get #main(): TeacherReading {
		if (this.#saved !== null) return { kind: 'ok', teacher: this.#saved };
		return readFields(this.fields, NO_TEACHER, Date.now());
	}

	#inRole(role: OtherRole, teacher: OpenAiTeacher): TeacherReading {
		const choice = this.roles[role];
		if (choice.kind === 'same') return { kind: 'ok', teacher };
		if (choice.kind === 'saved') return { kind: 'ok', teacher: choice.saved ?? teacher };
		const { model, promptUsd, completionUsd } = choice;
		return readFields(
			{ ...fieldsOf(teacher), model, promptUsd, completionUsd },
			teacher,
			Date.now(),
		);
	}
}

/** Stands for an address that isn't there yet while a role is read. */
const EXAMPLE: OpenAiTeacher = { ...NO_TEACHER, baseUrl: 'https://example.invalid/v1', model: 'm' };
