import { expect, test } from 'vitest';
import { PROVIDERS, providerOf, startCommand } from '../../../src/core/providers.ts';

test.each(PROVIDERS.map((provider) => [provider.name, provider] as const))(
	'%s has a whole address, says what a page needs, and carries no key',
	(_, provider) => {
		expect(provider.baseUrl).toMatch(/^https:\/\/[^ ]+[^/]$|^http:\/\/localhost:\d+\/v1$/);
		expect(provider.isLocal).toBe(provider.baseUrl.startsWith('http://localhost'));
		expect(provider.needs.length).toBeGreaterThan(0);
		expect(provider.concurrency).toBeGreaterThan(0);
		const sent = Object.keys({ ...provider.headers, ...provider.query });
		expect(sent.filter((name) => /key|token|secret|authorization/i.test(name))).toEqual([]);
	},
);

test('a hosted provider whose behaviour was not seen says so', () => {
	for (const { isLocal, needs } of PROVIDERS)
		if (!isLocal) expect(needs.join(' ')).toMatch(/not verified from here/i);
});

test('a local server is started for the page that asks it', () => {
	const ollama = providerOf('ollama');
	expect(ollama && startCommand(ollama, 'https://retort.example')).toBe(
		'OLLAMA_ORIGINS=https://retort.example ollama serve',
	);
	expect(providerOf(undefined)).toBeUndefined();
});
