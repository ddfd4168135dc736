export function headersFor(
	path: string,
	options?: { readonly dev?: boolean },
): Record<string, string>;
export function policyElement(): string;
