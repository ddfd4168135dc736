/** A student's tokenizer on transformers.js, in a worker of its own and without the network. */
import type { Message } from '../../core/call.ts';
import { AppError } from '../../core/error.ts';
import type { StudentSource } from '../../core/student.ts';
import { connect, type Connection } from '../../../workers/rpc/connect.ts';
import type { TokensApi } from '../../../workers/student/protocol.ts';
import type { TokenReader } from '../remote/token-reader.ts';
import { named } from '../student/student-line.ts';
import { studentWorker } from './worker.ts';

export class TransformersTokenReader implements TokenReader {
	#rpc: Connection<TokensApi> | undefined;

	async open(source: StudentSource, signal: AbortSignal): Promise<number> {
		this.close();
		const rpc = connect<TokensApi>(studentWorker());
		this.#rpc = rpc;
		try {
			return await rpc.call('readTokens', source, { signal });
		} catch (thrown) {
			rpc.close();
			throw named(thrown);
		}
	}

	promptIds(messages: readonly Message[]): Promise<readonly number[]> {
		return this.#asked((rpc) => rpc.call('promptIds', messages));
	}

	countTokens(
		conversations: readonly (readonly Message[])[],
		signal: AbortSignal,
	): Promise<readonly number[]> {
		return this.#asked((rpc) => rpc.call('countTokens', conversations, { signal }));
	}

	textOf(ids: readonly number[]): Promise<string> {
		return this.#asked((rpc) => rpc.call('textOf', ids));
	}

	close(): void {
		this.#rpc?.close();
		this.#rpc = undefined;
	}

	async #asked<T>(ask: (rpc: Connection<TokensApi>) => Promise<T>): Promise<T> {
		if (this.#rpc === undefined)
			throw new AppError('student/not-loaded', 'no student is loaded, or it was closed');
		try {
			return await ask(this.#rpc);
		} catch (thrown) {
			throw named(thrown);
		}
	}
}
