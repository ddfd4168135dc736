export function replaceFolder(
	place: string,
	beside: string,
	make: (fresh: string) => Promise<unknown>,
): Promise<void>;
export function restoreFolder(place: string, beside: string): void;
