import { describe, expect, test } from 'vitest';
import {
	between,
	bytes,
	count,
	decimal,
	duration,
	mayBeZero,
	moment,
	money,
	percent,
	plural,
	plusMinus,
	signed,
	small,
} from '../../../../src/ui/parts/format.ts';

/** As it reads: no-break spaces stand for spaces. */
const read = (text: string) => text.replaceAll('\u00a0', ' ');

describe('numbers', () => {
	test('thousands are grouped and minus is a minus sign', () => {
		expect([count(4268), count(-1234.4), count(0)]).toEqual(['4,268', '−1,234', '0']);
	});

	test('numbers with other digits between them are written as before', () => {
		const digits = [0, 1, 3, 1, 0, 2];
		expect(digits.map((n) => decimal(1234.5678, n))).toEqual([
			...['1,235', '1,234.6', '1,234.568', '1,234.6', '1,235', '1,234.57'],
		]);
	});

	test('what rounds to nothing has no sign', () => {
		expect([signed(0.04), signed(-0.04), signed(5.2), signed(-0.4)]).toEqual([
			'0.0',
			'0.0',
			'+5.2',
			'−0.4',
		]);
	});

	test('an interval is written as half its width, or with both ends', () => {
		const interval = { value: 63.9, low: 60.7, high: 67.1 };
		expect(read(`${percent(63.94)} ${plusMinus(interval)}`)).toBe('63.9 % ± 3.2');
		expect(between(interval)).toBe('60.7–67.1');
	});

	test('a negative end is joined by a word, so that the dash is no minus', () => {
		expect(between({ value: 2.8, low: -0.9, high: 6.4 })).toBe('−0.9 to 6.4');
	});

	test('a gain may be none when its interval reaches 0', () => {
		expect(mayBeZero({ value: 2, low: 0, high: 4 })).toBe(true);
		expect(mayBeZero({ value: 2, low: 0.1, high: 4 })).toBe(false);
	});

	test('one is singular', () => {
		expect([plural(1, 'row'), plural(2000, 'row'), plural(0, 'row')]).toEqual([
			'1 row',
			'2,000 rows',
			'0 rows',
		]);
	});

	test('small numbers keep two digits', () => {
		expect([small(0), small(0.05), small(1.41e-4), small(5e-4)]).toEqual([
			'0',
			'0.05',
			'1.4e-4',
			'5e-4',
		]);
	});
});

describe('money', () => {
	test('below a cent two digits are kept, above it cents', () => {
		expect([money(860_000_000), money(3000), money(0), money(25e9)]).toEqual([
			'$0.86',
			'$0.000003',
			'$0.00',
			'$25.00',
		]);
	});

	test('an unknown price is unknown, not free', () => {
		expect(money(null)).toBe('unknown');
	});
});

describe('time and size', () => {
	test.each([
		[0.62, '0.6 s'],
		[0, '0 s'],
		[5, '5 s'],
		[59.4, '59 s'],
		[59.6, '1 min'],
		[220, '3 min 40 s'],
		[599.7, '10 min'],
		[3599, '1 h'],
		[7500, '2 h 5 min'],
		[200_000, '2 d 8 h'],
		[null, 'unknown'],
		[Number.NaN, 'unknown'],
	])('%s seconds read "%s"', (seconds, text) => {
		expect(read(duration(seconds))).toBe(text);
	});

	test.each([
		[12, '12 B'],
		[412_000, '412 kB'],
		[3_800_000, '3.8 MB'],
		[31_000_000, '31 MB'],
		[570_000_000, '0.57 GB'],
		[37_400_000_000, '37 GB'],
		[null, 'unknown'],
	])('%s bytes read "%s"', (size, text) => {
		expect(read(bytes(size))).toBe(text);
	});

	test('the day is written where it is another than today', () => {
		const at = new Date(2026, 10, 24, 14, 31).getTime();
		expect(moment(at, at + 1000)).toBe('14:31');
		expect(moment(at, at + 864e5)).toBe('24 Nov, 14:31');
	});
});
