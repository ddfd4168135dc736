/** The practice teacher behind the same client as any other. */
import type { Teacher } from '../../app/ports/teacher.ts';
import { OpenAiTeacher } from '../openai/teacher.ts';
import { practiceFetch, type PracticeFetchOptions } from './practice-fetch.ts';

/** A teacher that needs no network and no key. */
export function practiceTeacher(options: PracticeFetchOptions = {}): Teacher {
	return new OpenAiTeacher({
		// Never looked up: its fetch answers in this thread.
		baseUrl: 'http://practice.invalid/v1',
		key: '',
		fetch: practiceFetch(options),
	});
}
