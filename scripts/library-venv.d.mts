/** The python of the library's own environment; it may not be there yet. */
export function libraryPython(root: string): string;
export function setUpLibrary(root: string): Promise<void>;
