import { expect, test } from 'vitest';
import { watchUpdates } from '../../../../src/adapters/system/app-update.ts';

type Hooks = Parameters<Parameters<typeof watchUpdates>[0]>[0];

/** A page with its service worker; `told` is what page and worker were told, in order. */
function open() {
	const told: string[] = [];
	const page = {
		hooks: undefined as Hooks | undefined,
		offered: (): void => undefined,
		takenOver: (): void => undefined,
	};
	const apply = watchUpdates(
		(hooks) => {
			page.hooks = hooks;
			return () => Promise.resolve(void told.push('take over'));
		},
		{
			stored: () => told.push('stored'),
			offerUpdate: (offered) => {
				page.offered = offered;
				told.push('offered');
			},
		},
		() => told.push('reload'),
		(hear) => {
			page.takenOver = hear;
		},
	);
	return { told, page, apply };
}

test('a page that is stored for the first time says so and offers nothing', () => {
	const { told, page } = open();
	page.hooks?.onOfflineReady();
	expect(told).toEqual(['stored']);
});

test('a newer build that waits is offered; only when it is asked for it takes over, and the page is loaded with it', () => {
	const { told, page } = open();
	page.hooks?.onNeedRefresh();
	expect(told).toEqual(['offered']);
	page.offered();
	expect(told).toEqual(['offered', 'take over']);
	page.hooks?.onNeedReload();
	expect(told).toEqual(['offered', 'take over', 'reload']);
});

test('a page is not reloaded because another tab took the newer build over: it may carry a run out', () => {
	const { told, page } = open();
	page.hooks?.onNeedRefresh();
	page.hooks?.onNeedReload();
	expect(told).toEqual(['offered', 'offered']);
	page.offered();
	expect(told).toEqual(['offered', 'offered', 'reload']);
});

test('a page that was taken over before it heard that a build waits is offered to be loaded anew', () => {
	const { told, page } = open();
	page.takenOver();
	expect(told).toEqual(['offered']);
	page.offered();
	expect(told).toEqual(['offered', 'reload']);
});

test('a page that must be loaded anew for another reason takes what waits with it', () => {
	const { told, page, apply } = open();
	apply();
	expect(told).toEqual(['reload']);
	page.hooks?.onNeedRefresh();
	apply();
	expect(told).toEqual(['reload', 'offered', 'take over']);
});
