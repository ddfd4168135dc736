/** Saved teachers in memory. */
import type { TeacherBook } from '../../src/app/teacher-ports.ts';
import type { TeacherId } from '../../src/core/id.ts';
import { asSaved, type SavedTeacher } from '../../src/core/saved-teachers.ts';
import type { OpenAiTeacher } from '../../src/core/teacher.ts';
import { LiveCell } from './live-cell.ts';

export const ACME: SavedTeacher = {
	kind: 'openai',
	id: 'acme' as TeacherId,
	name: 'Acme',
	baseUrl: 'https://api.acme.example/v1',
	model: 'acme-large',
	prices: { promptUsdPerMillion: 0.15, completionUsdPerMillion: 0.6 },
	concurrency: 16,
	structuredOutput: true,
};

/** A teacher as projects had it before teachers were saved. */
export const plainTeacher = (fields: Partial<OpenAiTeacher> = {}): OpenAiTeacher => ({
	kind: 'openai',
	baseUrl: ACME.baseUrl,
	model: ACME.model,
	prices: null,
	concurrency: 4,
	structuredOutput: true,
	...fields,
});

export class MemoryTeacherBook implements TeacherBook {
	readonly all = new LiveCell<readonly SavedTeacher[]>([]);

	save(teacher: OpenAiTeacher): Promise<SavedTeacher> {
		const saved = asSaved(teacher, teacher.id ?? (`t${this.all.value.length + 1}` as TeacherId));
		this.all.set([...this.all.value.filter(({ id }) => id !== saved.id), saved]);
		return Promise.resolve(saved);
	}

	remove(id: TeacherId): Promise<void> {
		this.all.set(this.all.value.filter((one) => one.id !== id));
		return Promise.resolve();
	}
}
