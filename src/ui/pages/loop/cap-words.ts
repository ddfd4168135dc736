/** Caps in words: what each counts, in which unit, how a number of it is written. */
import { CAP_NAMES, type CapName, type Caps } from '../../../core/budget.ts';
import { count, money, UNKNOWN } from '../../parts/format.ts';

type CapWords = {
	/** Of its field. */
	readonly label: string;
	readonly noun: string;
	readonly unit: string;
	readonly help: string;
};

export const CAP_WORDS: Readonly<Record<CapName, CapWords>> = {
	calls: {
		label: 'Most calls',
		noun: 'calls',
		unit: 'calls',
		help: 'Replies, and tries in vain that were charged. Empty: no cap.',
	},
	tokens: {
		label: 'Most tokens',
		noun: 'tokens',
		unit: 'tokens',
		help: 'Asked and answered together, as the teacher counts them. Empty: no cap.',
	},
	nanoUsd: {
		label: 'Most money',
		noun: 'money',
		unit: 'US dollars',
		help: 'At the prices entered for each that is asked. Empty: no cap.',
	},
};

/** "1,234", "$0.86"; null: "unknown". */
export function amount(name: CapName, value: number | null): string {
	if (value === null) return UNKNOWN;
	return name === 'nanoUsd' ? money(value) : count(value);
}

/** A cap to offer in place of one that was reached: half as much again, of two digits. */
export function higherCap(cap: number): number {
	const wanted = 1.5 * cap;
	const step = 10 ** Math.max(0, Math.floor(Math.log10(wanted)) - 1);
	return Math.ceil(wanted / step) * step;
}

/** "500 calls, $2.00": those that are set. */
export function capsWords(caps: Caps): string {
	return CAP_NAMES.flatMap((name) => {
		const cap = caps[name];
		if (cap === null) return [];
		return name === 'nanoUsd' ? amount(name, cap) : `${amount(name, cap)} ${CAP_WORDS[name].noun}`;
	}).join(', ');
}
