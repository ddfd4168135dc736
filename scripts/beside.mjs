/** Folders made beside the one whose place they take: one that fails, or is interrupted, costs nothing that worked. */
import { cpSync, lstatSync, readdirSync, renameSync, rmSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';

/**
 * Has `make(fresh)` fill a new folder, and puts it in the place of `place` when that is done. `fresh` is named after
 * `beside` and this process, so two set-ups of one checkout don't write into each other's.
 */
export async function replaceFolder(place, beside, make) {
	restoreFolder(place, beside);
	const fresh = `${beside}.new-${process.pid}`;
	try {
		await make(fresh);
		swap(fresh, place);
	} finally {
		remove(fresh);
	}
}

/** Clears what ended processes left beside `place`; the old folder comes back if the end came between the two renames. */
export function restoreFolder(place, beside) {
	const folder = dirname(beside);
	for (const name of isThere(folder) ? readdirSync(folder) : []) {
		const [, pid, isOld] = leftover(name, basename(beside)) ?? [];
		if (pid === undefined || (Number(pid) !== process.pid && isAlive(Number(pid)))) continue;
		if (isOld && !isThere(place)) renameSync(join(folder, name), place);
		else remove(join(folder, name));
	}
}

function leftover(name, beside) {
	return name.startsWith(beside) ? /^\.new-(\d+)(\.old)?$/.exec(name.slice(beside.length)) : null;
}

function swap(fresh, place) {
	const old = `${fresh}.old`;
	const isReplaced = isThere(place);
	try {
		if (isReplaced) renameSync(place, old);
	} catch (error) {
		if (error.code !== 'EXDEV') throw error;
		// The new folder lies on another disk: no rename can bring it here.
		rmSync(place, { recursive: true, force: true });
		cpSync(fresh, place, { recursive: true });
		return;
	}
	try {
		renameSync(fresh, place);
	} catch (error) {
		if (isReplaced) renameSync(old, place);
		throw error;
	}
	remove(old);
}

/** Also true of a link that leads nowhere. */
function isThere(path) {
	return lstatSync(path, { throwIfNoEntry: false }) !== undefined;
}

/** What can't be removed just now, as a killed set-up's installer still writes there, is removed the next time. */
function remove(path) {
	try {
		rmSync(path, { recursive: true, force: true });
	} catch (error) {
		console.warn(`Left behind: ${error.message}`);
	}
}

/** Whether there is a process of the number, of whatever user. */
function isAlive(pid) {
	try {
		return process.kill(pid, 0);
	} catch (error) {
		return error.code === 'EPERM';
	}
}
