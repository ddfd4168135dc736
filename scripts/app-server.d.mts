import type { RequestListener } from 'node:http';

export function appHandler(dist: string, facts: () => unknown): RequestListener;
export function listenOnLoopback(
	handler: RequestListener,
	port: number,
): Promise<{ readonly port: number; close(): void }>;
