/** The caps of a run as they are being written. */
import { type Caps, NO_CAPS } from '../../core/budget.ts';
import { capsFieldsOf, type CapsErrors, type CapsFields, readCaps } from './caps-form.ts';

export class CapsDraft {
	fields: CapsFields = $state(capsFieldsOf(NO_CAPS));
	readonly #isPriced: () => boolean;

	/** `isPriced`: whether all who are asked have a price. */
	constructor(isPriced: () => boolean, caps: Caps = NO_CAPS) {
		this.#isPriced = isPriced;
		this.fields = capsFieldsOf(caps);
	}

	get caps(): Caps {
		return readCaps(this.fields, this.#isPriced()).caps;
	}

	get errors(): CapsErrors {
		return readCaps(this.fields, this.#isPriced()).errors;
	}

	get isRight(): boolean {
		return Object.keys(this.errors).length === 0;
	}
}
