/** How far what the browser threw away has been put back. */
export class Restoring {
	#rows = $state(0);

	get rows(): number {
		return this.#rows;
	}

	set rows(rows: number) {
		this.#rows = rows;
	}
}
