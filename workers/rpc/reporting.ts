/** Progress of a promise as a stream: the newest report whenever the reader asks, then the result. */

/** Runs `work` at once; reports that the reader is too slow for are replaced by the next, never queued. */
export async function* reporting<Report, Result>(
	work: (report: (news: Report) => void) => Promise<Result>,
): AsyncGenerator<Report, Result, void> {
	let news: { readonly report: Report } | null = null;
	let wake: () => void = () => undefined;
	const done = work((report) => {
		news = { report };
		wake();
	});
	const finished = done.then(
		() => null,
		() => null,
	);
	for (;;) {
		const newest = takeNews() ?? (await Promise.race([finished, woken().then(takeNews)]));
		if (newest === null) return await done;
		yield newest.report;
	}

	function takeNews() {
		const taken = news;
		news = null;
		return taken;
	}
	function woken() {
		return new Promise<void>((resolve) => (wake = resolve));
	}
}
