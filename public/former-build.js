/**
 * In the service worker, whose own list knows the files of its build alone: keeps those of the builds before it, for tabs
 * that go on with one of these. They make a worker whenever a student is loaded, and fetch a page's part when it is opened.
 */
const KEPT_IN = 'engines';
/** When a build was replaced, Unix ms. */
const FORMER = 'X-Retort-Build';
/** Of a build that was replaced longer ago no tab is likely to be left; one may be several builds behind. */
const KEPT_MS = 7 * 24 * 3600e3;
/** Named by their content: none is ever another's. */
const BUILT = /^\/(assets|engines)\//;

self.addEventListener('install', (event) => {
	event.waitUntil(keepFormer());
});

async function keepFormer() {
	const kept = await caches.open(KEPT_IN);
	for (const request of await kept.keys()) {
		const replaced = (await kept.match(request))?.headers.get(FORMER) ?? null;
		const isRecent = Date.now() - Number(replaced) < KEPT_MS;
		if (replaced !== null && !isRecent) await kept.delete(request);
	}
	for (const name of await caches.keys())
		if (name.includes('precache')) await copyBuilt(await caches.open(name), kept);
}

async function copyBuilt(list, kept) {
	for (const request of await list.keys()) {
		const { origin, pathname } = new URL(request.url);
		const response = BUILT.test(pathname) ? await list.match(request) : undefined;
		if (response === undefined) continue;
		const headers = new Headers(response.headers);
		headers.set(FORMER, String(Date.now()));
		await kept.put(origin + pathname, new Response(response.body, { headers }));
	}
}
