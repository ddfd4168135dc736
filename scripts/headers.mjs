/** The headers of every file of the app: content policy and cross-origin isolation. Plain Node; the build and the start script share them. */

/**
 * Workers obey their own response: only the run engine and exams speak to teachers, trainers and endpoints that answer
 * for a student, and only the models' worker fetches from a hub. The student's, which reads weights, tokenizers and chat templates that others made, and the service
 * worker can reach this server alone.
 */
const STAYS_HERE = /^\/(engines\/(?!(run|exam|models)-)|sw\.js$|former-build\.js$|workbox-)/;
/** Any teacher, trainer and hub over https, and those on this machine; of the page and these three workers. */
const LINKED = 'https: http://localhost:* http://127.0.0.1:*';

/** Content-Security-Policy; development lets Svelte libraries put styles in and Vite reload the page. */
function contentPolicy(path, dev) {
	const linked = dev ? `${LINKED} ws://localhost:*` : STAYS_HERE.test(path) ? '' : LINKED;
	return [
		"default-src 'none'",
		"script-src 'self' 'wasm-unsafe-eval'",
		dev ? "style-src 'self' 'unsafe-inline'" : "style-src 'self'",
		// bits-ui's Command has `style="display: contents;"` in its markup: that one attribute and no other.
		"style-src-attr 'unsafe-hashes' 'sha256-iaOezIDcQIoxCULa6FBKKuLUu09R7kG+Mlu+JVfU3Rw='",
		"font-src 'self'",
		// The marks of the roles are drawn by `data:` masks.
		"img-src 'self' data:",
		"manifest-src 'self'",
		`connect-src 'self' ${linked}`.trim(),
		"worker-src 'self'",
		"base-uri 'none'",
		"form-action 'none'",
		"frame-ancestors 'none'",
	].join('; ');
}

/** Header name → value of the file at `path`; development has one set for all. */
export function headersFor(path, { dev = false } = {}) {
	return {
		'Content-Security-Policy': contentPolicy(path, dev),
		'Cross-Origin-Opener-Policy': 'same-origin',
		'Cross-Origin-Embedder-Policy': 'require-corp',
		'Cross-Origin-Resource-Policy': 'same-origin',
		'X-Content-Type-Options': 'nosniff',
		'Referrer-Policy': 'no-referrer',
	};
}

/** The page's policy as an element, for hosts that send no headers; what may frame the page can't be said there. */
export function policyElement() {
	const policy = contentPolicy('/', false).replace("; frame-ancestors 'none'", '');
	return `<meta http-equiv="Content-Security-Policy" content="${policy}" />`;
}
