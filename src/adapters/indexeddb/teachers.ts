/** Saved teachers and the sealed text of their keys, among the settings of this browser; never part of an export. */
import type { Live } from '../../app/ports/live.ts';
import type { NewId } from '../../app/ports/system.ts';
import type { TeacherBook } from '../../app/teacher-ports.ts';
import type { TeacherId } from '../../core/id.ts';
import { asSaved, type SavedTeacher } from '../../core/saved-teachers.ts';
import type { OpenAiTeacher } from '../../core/teacher.ts';
import type { SealedText } from '../keys/teacher-keys.ts';
import type { Database } from './database.ts';
import { live } from './live.ts';
import { inStorage } from './storage-error.ts';

const TEACHER = 'teacher/';
const SEALED_KEYS = 'sealed-keys';

export class IndexedDbTeachers implements TeacherBook {
	readonly #database: Database;
	readonly #newId: NewId;
	readonly all: Live<readonly SavedTeacher[]>;

	constructor(database: Database, newId: NewId) {
		this.#database = database;
		this.#newId = newId;
		this.all = live(async () => {
			const rows = await database.relaxed.settings.where('name').startsWith(TEACHER).toArray();
			return rows.map(({ value }) => JSON.parse(value) as SavedTeacher);
		});
	}

	async save(teacher: OpenAiTeacher): Promise<SavedTeacher> {
		const saved = asSaved(teacher, teacher.id ?? (this.#newId() as TeacherId));
		const row = { schema: 1 as const, name: TEACHER + saved.id, value: JSON.stringify(saved) };
		await inStorage(() => this.#database.relaxed.settings.put(row));
		return saved;
	}

	async remove(id: TeacherId): Promise<void> {
		await inStorage(() => this.#database.relaxed.settings.delete(TEACHER + id));
	}
}

export function sealedText(database: Database): SealedText {
	const { settings } = database.relaxed;
	const read = () =>
		inStorage(async () => {
			const row = await settings.get(SEALED_KEYS);
			return row?.value;
		});
	return {
		read,
		write: async (text) => {
			await inStorage(async () => {
				if (text === undefined) await settings.delete(SEALED_KEYS);
				else await settings.put({ schema: 1, name: SEALED_KEYS, value: text });
			});
		},
		live: live(read),
	};
}
