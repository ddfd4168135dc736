/** The files of a folder that was picked or dropped, by their path in it. */

export type PickedFolder = {
	readonly name: string;
	readonly files: readonly { readonly path: string; readonly data: File }[];
};

/** Of `<input webkitdirectory>`: each path begins with the folder's name. */
export function pickedFolder(list: FileList): PickedFolder | undefined {
	const files = Array.from(list, (data) => {
		const [, ...parts] = data.webkitRelativePath.split('/');
		return { path: parts.join('/'), data };
	});
	const name = list.item(0)?.webkitRelativePath.split('/')[0];
	return name === undefined ? undefined : { name, files };
}

/** Of a drop; undefined where no folder was dropped. Call it within the event: its items are gone afterwards. */
export function droppedFolder(event: DragEvent): Promise<PickedFolder> | undefined {
	for (const item of event.dataTransfer?.items ?? []) {
		const entry = item.webkitGetAsEntry();
		if (entry?.isDirectory === true) return filesOf(entry as FileSystemDirectoryEntry);
	}
	return undefined;
}

async function filesOf(folder: FileSystemDirectoryEntry): Promise<PickedFolder> {
	const files: { path: string; data: File }[] = [];
	const open: { readonly entry: FileSystemEntry; readonly path: string }[] = [
		{ entry: folder, path: '' },
	];
	for (let next = open.pop(); next !== undefined; next = open.pop()) {
		const { entry, path } = next;
		if (entry.isFile) files.push({ path, data: await fileOf(entry as FileSystemFileEntry) });
		else
			for (const inside of await entriesOf(entry as FileSystemDirectoryEntry))
				open.push({ entry: inside, path: path === '' ? inside.name : `${path}/${inside.name}` });
	}
	return { name: folder.name, files };
}

function fileOf(entry: FileSystemFileEntry): Promise<File> {
	return new Promise((resolve, reject) => {
		entry.file(resolve, reject);
	});
}

/** A reader gives a hundred at a time, and none when it is at its end. */
async function entriesOf(folder: FileSystemDirectoryEntry): Promise<FileSystemEntry[]> {
	const reader = folder.createReader();
	const all: FileSystemEntry[] = [];
	for (;;) {
		const some = await new Promise<FileSystemEntry[]>((resolve, reject) => {
			reader.readEntries(resolve, reject);
		});
		if (some.length === 0) return all;
		all.push(...some);
	}
}
