/** Why training is not there, for terminal and page. */
export class TrainerSetupError extends Error {
	constructor(reason, fix, options) {
		super(reason, options);
		this.name = 'TrainerSetupError';
		this.fix = fix;
	}
}
