import {
	existsSync,
	mkdirSync,
	mkdtempSync,
	readdirSync,
	readFileSync,
	rmSync,
	statSync,
	symlinkSync,
	writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { replaceFolder, restoreFolder } from '../../scripts/beside.mjs';

/** Of no process: the largest that Linux gives is smaller. */
const ENDED = 99_999_999;
const MEMORY_DISK = '/dev/shm';
const hasOtherDisk =
	existsSync(MEMORY_DISK) && statSync(MEMORY_DISK).dev !== statSync(tmpdir()).dev;

let folder: string;
let place: string;

beforeEach(() => {
	folder = mkdtempSync(join(tmpdir(), 'retort-beside-'));
	place = join(folder, 'dist');
	put('dist', 'old');
});
afterEach(() => {
	rmSync(folder, { recursive: true, force: true });
});

const put = (name: string, text: string) => {
	mkdirSync(join(folder, name), { recursive: true });
	writeFileSync(join(folder, name, 'which'), text);
};
const which = () => readFileSync(join(place, 'which'), 'utf8');
const makeNew = (fresh: string) => {
	mkdirSync(fresh);
	writeFileSync(join(fresh, 'which'), 'new');
	return Promise.resolve();
};

describe('replaceFolder', () => {
	it('puts the new folder in place and leaves nothing beside it', async () => {
		await replaceFolder(place, place, async (fresh) => {
			await makeNew(fresh);
			expect(which()).toBe('old');
		});
		expect([which(), readdirSync(folder)]).toEqual(['new', ['dist']]);
	});

	it('makes the first one too', async () => {
		rmSync(place, { recursive: true });
		await replaceFolder(place, place, makeNew);
		expect([which(), readdirSync(folder)]).toEqual(['new', ['dist']]);
	});

	it('keeps the old folder when the new one fails half-way', async () => {
		const making = replaceFolder(place, place, async (fresh) => {
			await makeNew(fresh);
			throw new Error('no network');
		});
		await expect(making).rejects.toThrow('no network');
		expect([which(), readdirSync(folder)]).toEqual(['old', ['dist']]);
	});

	it('keeps the old folder when nothing was made', async () => {
		await expect(replaceFolder(place, place, () => Promise.resolve())).rejects.toThrow('ENOENT');
		expect([which(), readdirSync(folder)]).toEqual(['old', ['dist']]);
	});

	it('takes the place of a link, and leaves alone where that leads', async () => {
		put('elsewhere', 'linked');
		rmSync(place, { recursive: true });
		symlinkSync(join(folder, 'elsewhere'), place);
		await replaceFolder(place, place, makeNew);
		expect(which()).toBe('new');
		expect(readFileSync(join(folder, 'elsewhere/which'), 'utf8')).toBe('linked');
	});

	it.skipIf(!hasOtherDisk)('copies what was made on another disk', async () => {
		const other = mkdtempSync(join(MEMORY_DISK, 'retort-beside-'));
		try {
			await replaceFolder(place, join(other, 'dist'), makeNew);
			expect([which(), readdirSync(other)]).toEqual(['new', []]);
		} finally {
			rmSync(other, { recursive: true });
		}
	});
});

describe('restoreFolder', () => {
	it('brings back the old folder when the end came between the two renames', () => {
		rmSync(place, { recursive: true });
		put(`dist.new-${ENDED}.old`, 'old');
		put(`dist.new-${ENDED}`, 'new');
		restoreFolder(place, place);
		expect([which(), readdirSync(folder)]).toEqual(['old', ['dist']]);
	});

	it('clears what is left of an interrupted making', () => {
		put(`dist.new-${ENDED}`, 'half');
		put(`dist.new-${ENDED}.old`, 'older');
		restoreFolder(place, place);
		expect([which(), readdirSync(folder)]).toEqual(['old', ['dist']]);
	});

	it('leaves alone what a living process makes, and what is not ours', () => {
		put(`dist.new-${process.ppid}`, 'theirs');
		put('dist.new-', 'of the user');
		put('distance', 'of the user');
		restoreFolder(place, place);
		expect(readdirSync(folder)).toEqual([
			'dist',
			'dist.new-',
			`dist.new-${process.ppid}`,
			'distance',
		]);
	});

	it('has nothing to do in a folder that is not there', () => {
		expect(() => {
			restoreFolder(place, join(folder, 'none/dist'));
		}).not.toThrow();
	});
});
