/** A student's files as one zip: what a person unpacks is the folder that other programs load. */
import type { StudentFiles } from '../../app/ports/student-files.ts';
import { AppError, messageOf } from '../../core/error.ts';
import type { StudentFile, StudentSource } from '../../core/student.ts';
import { ZipWriter } from './zip.ts';

/** Weights hardly shrink: packing them would only take time. */
const DENSE = /\.(safetensors|onnx|onnx_data)$/;

/** All of `files` from where the student lies; throws AppError 'student/…', 'export/too-large'. */
export async function packStudent(
	stored: Pick<StudentFiles, 'read'>,
	source: StudentSource,
	files: readonly StudentFile[],
): Promise<Blob> {
	const zip = new ZipWriter();
	for (const { path } of files) {
		const data =
			source.kind === 'stored'
				? await stored.read(source.folder, path)
				: await served(addressOf(source, path));
		await zip.add(path, data, !DENSE.test(path));
	}
	return zip.finish();
}

function addressOf(source: Exclude<StudentSource, { kind: 'stored' }>, path: string): URL {
	if (source.kind === 'shipped')
		return new URL(`/models/${source.folder}/${path}`, self.location.origin);
	return new URL(path, source.url.endsWith('/') ? source.url : `${source.url}/`);
}

async function served(address: URL): Promise<Blob> {
	const response = await fetch(address).catch((thrown: unknown) => {
		throw new AppError('student/fetch-failed', `${address.href}: ${messageOf(thrown)}`, {
			cause: thrown,
		});
	});
	if (!response.ok)
		throw new AppError(
			'student/file-missing',
			`expected ${address.pathname}, got status ${response.status}`,
		);
	return response.blob();
}
