/** A test of a teacher: under way, stopped, or what it found. */
import { messageOf } from '../../core/error.ts';
import { PROBE_STEPS, type ProbeFinding, type ProbeStep } from '../../core/probe.ts';
import type { OpenAiTeacher } from '../../core/teacher.ts';

type Test = (
	teacher: OpenAiTeacher,
	key: string | null,
	hear: (finding: ProbeFinding) => void,
	signal: AbortSignal,
) => Promise<void>;
export type TestState =
	| { readonly kind: 'untested' | 'running' | 'stopped' | 'done' }
	| { readonly kind: 'broke'; readonly because: string };

export class TeacherTest {
	#state = $state.raw<TestState>({ kind: 'untested' });
	#found = $state.raw<Partial<Record<ProbeStep, ProbeFinding>>>({});
	#stopping = new AbortController();

	get state(): TestState {
		return this.#state;
	}

	/** In the order of the steps. */
	get findings(): readonly ProbeFinding[] {
		const found = this.#found;
		return (Object.keys(PROBE_STEPS) as ProbeStep[]).flatMap((step) => found[step] ?? []);
	}

	get models(): readonly string[] {
		return this.#found.models?.models ?? [];
	}

	get limits(): ProbeFinding['limits'] {
		return this.#found.limits?.limits;
	}

	/** The first failure; undefined when nothing failed. */
	get failure(): ProbeFinding | undefined {
		return this.findings.find(({ verdict }) => verdict === 'failed');
	}

	/** `key`: what is typed; null for the one that is held. Never rejects. */
	async run(test: Test, teacher: OpenAiTeacher, key: string | null): Promise<void> {
		this.stop();
		const stopping = new AbortController();
		this.#stopping = stopping;
		this.#found = {};
		this.#state = { kind: 'running' };
		const set = (state: TestState) => {
			if (this.#stopping === stopping) this.#state = state;
		};
		const hear = (finding: ProbeFinding) => {
			if (!stopping.signal.aborted) this.#found = { ...this.#found, [finding.step]: finding };
		};
		try {
			await test(teacher, key, hear, stopping.signal);
			set({ kind: 'done' });
		} catch (thrown) {
			set(
				stopping.signal.aborted
					? { kind: 'stopped' }
					: { kind: 'broke', because: messageOf(thrown) },
			);
		}
	}

	stop(): void {
		this.#stopping.abort();
	}
}
