/** Errors on their way across postMessage: name, message, code and stack arrive as they left. */
import { AppError, messageOf } from '../../src/core/error.ts';
import type { WireError } from './protocol.ts';

/** Any thrown value as plain data. */
export function toWire(thrown: unknown): WireError {
	return {
		name: thrown instanceof Error ? thrown.name : 'Error',
		message: messageOf(thrown),
		code: thrown instanceof AppError ? thrown.code : null,
		stack: thrown instanceof Error ? (thrown.stack ?? null) : null,
	};
}

/** The error again: an AppError where it had a code, so that `codeOf` sees the same on both sides. */
export function fromWire({ name, message, code, stack }: WireError): Error {
	const error = code === null ? new Error(message) : new AppError(code, message);
	error.name = name;
	if (stack !== null) error.stack = stack;
	return error;
}
