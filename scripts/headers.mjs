/** The headers of every file of the app: content policy and cross-origin isolation. Plain Node; the build and the start script share them. */

/** Content-Security-Policy; development lets Svelte libraries put styles in and Vite reload the page. */
function contentPolicy(dev) {
	return [
		"default-src 'self'",
		"script-src 'self' 'wasm-unsafe-eval'",
		dev ? "style-src 'self' 'unsafe-inline'" : "style-src 'self'",
		// bits-ui's Command has `style="display: contents;"` in its markup: that one attribute and no other.
		"style-src-attr 'unsafe-hashes' 'sha256-iaOezIDcQIoxCULa6FBKKuLUu09R7kG+Mlu+JVfU3Rw='",
		"img-src 'self' data: blob:",
		// Any teacher over https, and a trainer or teacher on this machine.
		"connect-src 'self' https: http://localhost:* http://127.0.0.1:*" +
			(dev ? ' ws://localhost:*' : ''),
		"worker-src 'self'",
		"object-src 'none'",
		"base-uri 'none'",
		"form-action 'none'",
		"frame-ancestors 'none'",
	].join('; ');
}

/** Header name → value. Workers obey their own response, so every file carries them. */
export function isolationHeaders({ dev }) {
	return {
		'Content-Security-Policy': contentPolicy(dev),
		'Cross-Origin-Opener-Policy': 'same-origin',
		'Cross-Origin-Embedder-Policy': 'require-corp',
		'Cross-Origin-Resource-Policy': 'same-origin',
		'X-Content-Type-Options': 'nosniff',
		'Referrer-Policy': 'no-referrer',
	};
}
