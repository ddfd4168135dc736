/** The endpoints that are talked to as students, as this tab last read them. */
import {
	dropEndpointStudent,
	endpointStudents,
	keepEndpointStudent,
} from '../../app/endpoint-students.ts';
import type { SavedTeacher } from '../../core/saved-teachers.ts';
import { keySlotOf } from '../../core/teacher.ts';
import type { World } from '../world.ts';

type Here = Pick<World, 'settings' | 'keys'>;

class EndpointList {
	#all = $state.raw<readonly SavedTeacher[]>();
	#failure = $state.raw<unknown>();

	/** undefined before they are read. */
	get all(): readonly SavedTeacher[] | undefined {
		return this.#all;
	}
	/** Why they can't be read. */
	get failure(): unknown {
		return this.#failure;
	}

	/** Never rejects. */
	async read({ settings }: Pick<Here, 'settings'>): Promise<void> {
		this.#failure = undefined;
		try {
			this.#all = await endpointStudents(settings);
		} catch (error) {
			this.#failure = error;
			this.#all = [];
		}
	}

	async save(here: Here, student: SavedTeacher): Promise<void> {
		await keepEndpointStudent(here.settings, student);
		await this.read(here);
	}

	/** With its key, wherever that is. */
	async remove(here: Here, student: SavedTeacher): Promise<void> {
		await here.keys.forget(keySlotOf(student));
		await dropEndpointStudent(here.settings, student.id);
		await this.read(here);
	}
}

export const endpointList = new EndpointList();
