/** What the bench does and sees inside the Pools page; it runs there, before any script of the app. */

/**
 * Puts `retortBench` in the page. Milliseconds run from the wish to the first frame whose painting was behind what was
 * wished for; all of them look at the page as a reader does: counts, texts and tags of rows.
 */
export function installProbes() {
	const { document, performance, requestAnimationFrame, MessageChannel, Event } = globalThis;
	const PATIENCE_MS = 60_000;
	/** Without the row that Tab enters, which stays in the document anywhere; to ask where rows lie would cost a layout. */
	const UNREAD = '.list [role=row]:not([tabindex="0"]) .ghost';
	const all = (selector, within = document) => [...(within?.querySelectorAll(selector) ?? [])];
	const textOf = (element) => (element?.textContent ?? '').replace(/\s+/g, ' ').trim();
	const found = () => textOf(document.querySelector('.found'));
	const row = (place) => document.querySelector(`[role=row][aria-rowindex="${place + 1}"]`);
	const list = () => document.querySelector('.list > div');
	const rowsInView = () => {
		const { top, bottom } = list().getBoundingClientRect();
		return all('.list [role=row]').filter((one) => {
			const box = one.getBoundingClientRect();
			return box.bottom > top && box.top < bottom;
		});
	};
	const need = (element, what) => {
		if (!element) throw new Error(`The page shows no ${what}.`);
		return element;
	};
	const named = (selector, words) =>
		need(
			all(selector).find((one) => textOf(one).startsWith(words)),
			`“${words}”`,
		);

	const painted = (resolve) => {
		const { port1, port2 } = new MessageChannel();
		port1.onmessage = () => resolve(performance.now());
		port2.postMessage(null);
	};
	const seen = (what, isThere) =>
		new Promise((resolve, reject) => {
			const until = performance.now() + PATIENCE_MS;
			requestAnimationFrame(function look(now) {
				if (isThere()) painted(resolve);
				else if (now > until) reject(new Error(`Not seen: ${what}; the page says “${found()}”.`));
				else requestAnimationFrame(look);
			});
		});
	/** `isThere` may not hold before `act`. */
	const timed = async (what, act, isThere) => {
		if (isThere()) throw new Error(`Seen before it was asked for: ${what}.`);
		const started = performance.now();
		act();
		return (await seen(what, isThere)) - started;
	};
	/** The list guesses heights that it hasn't measured, so that it takes some steps to a row far away. */
	const goTo = async (place) => {
		await seen(`row ${place}`, () => {
			if (row(place)?.querySelector('input')) return true;
			const [first] = rowsInView();
			if (first === undefined) return false;
			const at = Number(first.getAttribute('aria-rowindex')) - 1;
			list().scrollTop += (place - at) * first.offsetHeight;
			return false;
		});
	};
	const isWhole = () => /^([\d,]+) of \1 instructions$/.test(found());

	const bench = {
		/** From the navigation on: first row, and the count of all rows. */
		async opened() {
			const openMs = await seen(
				'the first row',
				() => textOf(row(1)?.querySelector('.text')) !== '',
			);
			return { openMs, wholeMs: await seen('the whole count', isWhole) };
		},
		/** Chooses the value of a facet; its own count says how many rows there must be. */
		async filter(words) {
			const option = need(
				all('fieldset label').find((one) => textOf(one.querySelector('.words')) === words),
				`“${words}” to choose`,
			);
			const count = textOf(option.querySelector('.num'));
			return timed(
				`${count} rows`,
				() => option.querySelector('input').click(),
				() => found().startsWith(`${count} of `),
			);
		},
		/** Looks for a text; the pause that the page makes while one types is in it. */
		async search(words) {
			const field = need(document.querySelector('.search'), 'search');
			return timed(
				`rows with “${words}”`,
				() => {
					field.value = words;
					field.dispatchEvent(new Event('input', { bubbles: true }));
				},
				() => found() !== '' && !isWhole(),
			);
		},
		clear: () => timed('all rows', () => named('.bar button', 'Clear').click(), isWhole),
		async sort(words) {
			const before = textOf(row(1));
			return timed(
				`another first row by ${words}`,
				() => named('.head button', words).click(),
				() => !['', before].includes(textOf(row(1))),
			);
		},
		/** Counts frames while others turn the wheel; `read`: share of frames that showed no row still being read. */
		async frames(seconds) {
			const counts = [];
			let isRead = 0;
			const top = need(list(), 'list').scrollTop;
			const started = performance.now();
			await new Promise((resolve) => {
				requestAnimationFrame(function count() {
					const second = Math.floor((performance.now() - started) / 1000);
					if (second >= seconds) return resolve();
					counts[second] = (counts[second] ?? 0) + 1;
					if (document.querySelector(UNREAD) === null) isRead++;
					requestAnimationFrame(count);
				});
			});
			const frames = counts.reduce((sum, one) => sum + one, 0);
			const rowsPassed = Math.round((list().scrollTop - top) / row(1).offsetHeight);
			return {
				framesOfSecond: Array.from(counts, (one) => one ?? 0),
				read: isRead / frames,
				rowsPassed,
			};
		},
		/** Selects rows 1 to `last`, as with a click and a click with Shift. */
		async select(last) {
			list().scrollTop = 0;
			await seen('row 1', () => row(1)?.querySelector('input'));
			row(1).querySelector('input').click();
			await seen('a selection', () => row(1).getAttribute('aria-selected') === 'true');
			await goTo(last);
			const { MouseEvent } = globalThis;
			const click = new MouseEvent('click', { bubbles: true, cancelable: true, shiftKey: true });
			row(last).querySelector('input').dispatchEvent(click);
			const words = `${last.toLocaleString('en')} selected`;
			await seen(words, () => textOf(document.querySelector('footer')).startsWith(words));
			list().scrollTop = 0;
			await seen('row 1', () => row(1)?.querySelector('input'));
		},
		/** Tags what is selected: until every row in view shows it, and until the last row is written. */
		async tag(word) {
			named('footer button', 'Tag').click();
			await seen('the field of the tag', () => document.querySelector('footer form input'));
			const field = document.querySelector('footer form input');
			field.value = word;
			field.dispatchEvent(new Event('input', { bubbles: true }));
			await seen(
				'a button that can be pressed',
				() => named('footer form button', 'Tag').disabled === false,
			);
			const started = performance.now();
			const isTagged = (one) => all('.tag', one).some((tag) => textOf(tag) === word);
			const editMs = await timed(
				`rows tagged ${word}`,
				() => named('footer form button', 'Tag').click(),
				() => rowsInView().length > 0 && rowsInView().every(isTagged),
			);
			await seen('the end of writing', () => {
				const said = textOf(document.querySelector('footer .said'));
				return said.includes('tagged') && !said.includes('Written');
			});
			return { editMs, writtenMs: performance.now() - started };
		},
		/** Bytes of the page's thread, with those that nobody is named for, and of its workers; garbage left out. */
		async memory() {
			const { breakdown, bytes } = await performance.measureUserAgentSpecificMemory();
			const ofWorker = ({ scope }) => scope === 'DedicatedWorkerGlobalScope';
			const workers = breakdown
				.filter(({ attribution }) => attribution.length > 0 && attribution.every(ofWorker))
				.reduce((total, one) => total + one.bytes, 0);
			return { page: bytes - workers, workers };
		},
	};
	Object.assign(globalThis, { retortBench: bench });
}
