/** How numbers, money, time and sizes are written: grouped, with unit and interval, unknown as unknown. */
import type { IntervalValue } from '../../core/run.ts';

const NO_BREAK = '\u00a0';
const MINUS = '\u2212';
export const UNKNOWN = 'unknown';

/** 4268 → "4,268"; a true minus sign. */
export function count(n: number): string {
	return decimal(Math.round(n), 0);
}

/** 63.94 → "63.9": grouped, `digits` after the point, a true minus sign. */
export function decimal(n: number, digits = 1): string {
	const text = withDigits(digits).format(Math.abs(n));
	return n < 0 && Number(text.replaceAll(',', '')) !== 0 ? MINUS + text : text;
}

/** By digits. To make one takes 40 µs, to use it 1 µs, and a list that is scrolled writes hundreds of numbers a second. */
const formats: Intl.NumberFormat[] = [];

function withDigits(digits: number): Intl.NumberFormat {
	return (formats[digits] ??= new Intl.NumberFormat('en-US', {
		minimumFractionDigits: digits,
		maximumFractionDigits: digits,
	}));
}

/** 5.2 → "+5.2"; 0 has no sign. */
export function signed(n: number, digits = 1): string {
	const text = decimal(n, digits);
	return n > 0 && Number(text.replaceAll(',', '')) !== 0 ? `+${text}` : text;
}

/** 63.94 → "63.9 %"; the value is in per cent already. */
export function percent(value: number, digits = 1): string {
	return `${decimal(value, digits)}${NO_BREAK}%`;
}

/** Half the width of an interval: "± 3.2". */
export function plusMinus({ low, high }: IntervalValue, digits = 1): string {
	return `±${NO_BREAK}${decimal((high - low) / 2, digits)}`;
}

/** Both ends: "60.7–67.1", or "−0.9 to 6.4" where a sign would be lost in the dash. */
export function between({ low, high }: IntervalValue, digits = 1): string {
	const dash = low < 0 || high < 0 ? ' to ' : '–';
	return `${decimal(low, digits)}${dash}${decimal(high, digits)}`;
}

/** Whether a difference may be none at all. */
export function mayBeZero({ low, high }: IntervalValue): boolean {
	return low <= 0 && high >= 0;
}

/** "1 instruction", "4,268 instructions". */
export function plural(n: number, one: string, many = `${one}s`): string {
	return `${count(n)} ${n === 1 ? one : many}`;
}

/** From 10⁻⁹ US dollars: "$0.86", below a cent two significant digits; null: "unknown". */
export function money(nanoUsd: number | null): string {
	if (nanoUsd === null) return UNKNOWN;
	const usd = nanoUsd / 1e9;
	if (usd === 0 || usd >= 0.01) return `$${decimal(usd, 2)}`;
	return `$${usd.toLocaleString('en-US', { maximumSignificantDigits: 2 })}`;
}

/** Seconds as a person says them: "0.6 s", "16 s", "3 min 40 s", "2 h 5 min"; null: "unknown". */
export function duration(seconds: number | null): string {
	if (seconds === null || !Number.isFinite(seconds)) return UNKNOWN;
	if (seconds < 9.95 && !Number.isInteger(seconds))
		return `${decimal(seconds, seconds < 0.05 ? 0 : 1)}${NO_BREAK}s`;
	const whole = Math.round(seconds);
	if (whole < 60) return `${String(whole)}${NO_BREAK}s`;
	const minutes = Math.floor(whole / 60);
	if (minutes < 10) return joined(minutes, 'min', whole % 60, 's');
	const rounded = Math.round(whole / 60);
	if (rounded < 60) return joined(rounded, 'min', 0, 's');
	if (rounded < 2880) return joined(Math.floor(rounded / 60), 'h', rounded % 60, 'min');
	return joined(Math.floor(rounded / 1440), 'd', Math.round((rounded % 1440) / 60), 'h');
}

function joined(large: number, unit: string, small: number, smallUnit: string): string {
	const first = `${count(large)}${NO_BREAK}${unit}`;
	return small === 0 ? first : `${first} ${String(small)}${NO_BREAK}${smallUnit}`;
}

/** Decimal units: "412 kB", "3.8 MB", "0.57 GB"; null: "unknown". */
export function bytes(n: number | null): string {
	if (n === null) return UNKNOWN;
	if (n < 1000) return `${count(n)}${NO_BREAK}B`;
	const units = ['kB', 'MB', 'GB', 'TB'];
	let value = n / 1000;
	let unit = 0;
	while (value >= 500 && unit < units.length - 1) {
		value /= 1000;
		unit += 1;
	}
	const digits = value < 1 ? 2 : value < 9.95 ? 1 : 0;
	return `${decimal(value, digits)}${NO_BREAK}${units[unit] ?? ''}`;
}

/** A learning rate or another small number: "1.4e-4", "0.05", "0". */
export function small(n: number): string {
	if (n === 0) return '0';
	if (Math.abs(n) >= 0.01) return String(Number(n.toPrecision(2)));
	return n.toExponential(1).replace('.0e', 'e');
}

/** "14:31", or with the day where it isn't today: "24 Nov, 14:31". */
export function moment(ms: number, now: number = Date.now()): string {
	const at = new Date(ms);
	const time = at.toLocaleTimeString('en-GB', { hour: '2-digit', minute: '2-digit' });
	if (at.toDateString() === new Date(now).toDateString()) return time;
	return `${day(ms)}, ${time}`;
}

/** "24 Nov". */
export function day(ms: number): string {
	return new Date(ms).toLocaleDateString('en-GB', { day: 'numeric', month: 'short' });
}

/** "14:24:31". */
export function clock(ms: number): string {
	return new Date(ms).toLocaleTimeString('en-GB');
}
