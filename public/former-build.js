/**
 * In the service worker, whose own list knows the files of its build alone: keeps those of the build before it, for tabs
 * that go on with that one. They make a worker whenever a student is loaded, and fetch a page's part when it is opened.
 */
const KEPT_IN = 'engines';
const FORMER = 'X-Retort-Build';
/** Named by their content: none is ever another's. */
const BUILT = /^\/(assets|engines)\//;

self.addEventListener('install', (event) => {
	event.waitUntil(keepFormer());
});

async function keepFormer() {
	const kept = await caches.open(KEPT_IN);
	// Of the build before the former no tab is likely to be left.
	for (const request of await kept.keys())
		if ((await kept.match(request))?.headers.has(FORMER)) await kept.delete(request);
	for (const name of await caches.keys())
		if (name.includes('precache')) await copyBuilt(await caches.open(name), kept);
}

async function copyBuilt(list, kept) {
	for (const request of await list.keys()) {
		const { origin, pathname } = new URL(request.url);
		const response = BUILT.test(pathname) ? await list.match(request) : undefined;
		if (response === undefined) continue;
		const headers = new Headers(response.headers);
		headers.set(FORMER, 'former');
		await kept.put(origin + pathname, new Response(response.body, { headers }));
	}
}
