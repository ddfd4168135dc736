export function isolationHeaders(options: { readonly dev: boolean }): Record<string, string>;
