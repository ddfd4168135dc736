/** A run in trouble, as a person reads it: what happened, what it means for the work, what to do. */
import { ownValue } from '../../../core/own-value.ts';
import { relinkAdvice } from '../../parts/trainer-words.ts';

export type Trouble = {
	readonly happened: string;
	readonly means: string;
	/** What the page offers beside going on. */
	readonly remedy: 'key' | 'trainer' | 'settings' | 'cap' | 'retry';
	/** The error's own message adds nothing to this. */
	readonly isWhole?: true;
	/** The error's own message is ours and comes first. */
	readonly isOurs?: true;
};
type Known = Omit<Trouble, 'means'> & { readonly means?: string };

const KEPT = 'Everything asked, answered and paid for so far is kept.';
const TROUBLES: Readonly<Record<string, Known>> = {
	'teacher/key-missing': {
		happened: 'The teacher’s key is not known in this tab.',
		means:
			'Keys live in this tab’s memory unless you store them, encrypted, so a reloaded tab asks again. Then the run goes on where it was.',
		remedy: 'key',
		isWhole: true,
	},
	'teacher/bad-key': {
		happened: 'The key was refused.',
		means:
			'Nothing was charged for the refused calls. Paste the key, or a new one, and the run goes on where it was.',
		remedy: 'key',
	},
	'teacher/forbidden': {
		happened: 'This key may not use the teacher’s model.',
		means:
			'Nothing was charged for the refused calls. Paste a key that may, and the run goes on where it was.',
		remedy: 'key',
	},
	'teacher/unknown-model': {
		happened: 'The provider does not know the teacher’s model.',
		remedy: 'settings',
	},
	'teacher/rate-limited': { happened: 'The teacher refuses: too many requests.', remedy: 'retry' },
	'teacher/unreachable': { happened: 'The teacher can’t be reached.', remedy: 'retry' },
	'teacher/calls-failed': {
		happened: 'Calls for new instructions failed.',
		means:
			'Which instructions are kept depends on the order of all replies, so the failed ones are waited for. Everything answered so far is kept.',
		remedy: 'retry',
		isOurs: true,
	},
	'trainer/not-linked': {
		happened: 'No trainer is linked.',
		means:
			'Without one the student can’t learn from the answers. They are kept; link a trainer and go on.',
		remedy: 'trainer',
	},
	'trainer/unreachable': {
		happened: 'The trainer can’t be reached.',
		means:
			'A job that it has begun may go on there; the run finds it again. Start the trainer, then go on.',
		remedy: 'trainer',
	},
	'trainer/bad-token': {
		happened: 'The trainer refuses the link.',
		means: `Everything is kept here and there. ${relinkAdvice('in Settings')}; then go on.`,
		remedy: 'trainer',
		isWhole: true,
	},
	'trainer/job-failed': { happened: 'Training failed.', remedy: 'trainer' },
	'student/gone': {
		happened: 'A student’s weights can’t be had.',
		means: `Its row, its scores and its answers stay. ${KEPT}`,
		remedy: 'trainer',
		isOurs: true,
	},
	'run/in-doubt': {
		happened: 'Calls are in doubt.',
		means:
			'They may have been paid for; nobody but the provider can know. Going on asks each of them once more and counts it apart.',
		remedy: 'retry',
		isOurs: true,
	},
	'run/budget-calls': capReached('calls'),
	'run/budget-tokens': capReached('tokens'),
	'run/budget-money': capReached('money'),
	'run/budget-unknown': {
		happened: 'A cap can’t be kept.',
		means: KEPT,
		remedy: 'cap',
		isOurs: true,
	},
	'run/busy': {
		happened: 'Another run is under way in this tab.',
		means:
			'One run at a time, so that they don’t share the device. Pause it first; nothing is lost.',
		remedy: 'retry',
		isWhole: true,
	},
	'run/held-elsewhere': {
		happened: 'Another tab or window carries this project out.',
		means: 'One tab at a time, so that nothing is asked twice. Pause it there, or close that tab.',
		remedy: 'retry',
		isWhole: true,
	},
	'storage/full': {
		happened: 'The disk or this browser’s share of it is full.',
		means: 'The run waits, so that nothing paid for is lost. Make room, then go on.',
		remedy: 'settings',
	},
};
function capReached(noun: string): Known {
	return {
		happened: `The cap on ${noun} is reached.`,
		means: `The next call could exceed it, so it was not sent. ${KEPT}`,
		remedy: 'cap',
		isWhole: true,
	};
}
const OWNERS: Readonly<Record<string, Pick<Known, 'happened' | 'remedy'>>> = {
	teacher: { happened: 'The teacher did not answer as it should.', remedy: 'retry' },
	trainer: { happened: 'The trainer did not do what was asked.', remedy: 'trainer' },
	student: { happened: 'The student could not be run on this device.', remedy: 'retry' },
	storage: { happened: 'What was done could not be stored.', remedy: 'retry' },
};

/** The trouble behind an error code ('teacher/bad-key'); an unknown one is named by its owner. */
export function troubleOf(code: string | null): Trouble {
	const owner = code?.split('/')[0] ?? '';
	const known = ownValue(TROUBLES, code ?? '') ??
		ownValue(OWNERS, owner) ?? { happened: 'The run met something unexpected.', remedy: 'retry' };
	return { means: KEPT, ...known };
}

/** What it means for the work, with what the error itself said. */
export function meaningOf({ means, isWhole, isOurs }: Trouble, because: string): string {
	if (isWhole) return means;
	return isOurs ? `${because} ${means}` : `${means} It said: ${because}`;
}
