/** Caps as they are typed, and what is wrong with them: each is optional, money in US dollars. */
import { CAP_NAMES, type CapName, type Caps, NO_CAPS } from '../../core/budget.ts';

/** '' where there is no cap. */
export type CapsFields = Record<CapName, string>;
export type CapsErrors = Readonly<Partial<Record<CapName, string>>>;
export type CapsReading = { readonly caps: Caps; readonly errors: CapsErrors };

/** 10⁻⁹ dollars stay whole numbers up to here. */
const MOST_USD = 1e6;
const MOST: Readonly<Record<CapName, number>> = { calls: 1e9, tokens: 1e12, nanoUsd: MOST_USD };
const WISHES: Readonly<Record<CapName, string>> = {
	calls: 'Write a whole number from 1, or leave it empty.',
	tokens: 'Write a whole number from 1, or leave it empty.',
	nanoUsd: 'Write dollars above 0, up to 1,000,000, or leave it empty.',
};
export const NO_PRICE =
	'Without prices of all that are asked the cost is unknown, and a cap on money can’t be kept.';

export function capsFieldsOf(caps: Caps): CapsFields {
	const text = (value: number | null) => (value === null ? '' : String(value));
	return {
		calls: text(caps.calls),
		tokens: text(caps.tokens),
		nanoUsd: caps.nanoUsd === null ? '' : String(caps.nanoUsd / 1e9),
	};
}

/** `isPriced`: all who are asked have a price. A field that is wrong reads as no cap, so heed the errors. */
export function readCaps(fields: CapsFields, isPriced: boolean): CapsReading {
	const caps: Record<CapName, number | null> = { ...NO_CAPS };
	const errors: Partial<Record<CapName, string>> = {};
	for (const name of CAP_NAMES) {
		const text = fields[name].replaceAll(/[\s,]/g, '');
		if (text === '') continue;
		const value = valueOf(name, text);
		if (value === undefined) errors[name] = WISHES[name];
		else if (name === 'nanoUsd' && !isPriced) errors[name] = NO_PRICE;
		else caps[name] = value;
	}
	return { caps, errors };
}

function valueOf(name: CapName, text: string): number | undefined {
	const value = /^\d+(\.\d+)?$/.test(text) ? Number(text) : Number.NaN;
	if (!(value > 0 && value <= MOST[name])) return undefined;
	if (name === 'nanoUsd') return Math.max(1, Math.round(value * 1e9));
	return Number.isInteger(value) ? value : undefined;
}
