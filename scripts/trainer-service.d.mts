export type TrainerServiceState = {
	readonly state: 'running' | 'missing' | 'failed';
	readonly url?: string;
	readonly reason?: string;
	readonly fix?: string;
};
export class TrainerService {
	constructor(
		root: string,
		options: {
			readonly port: number;
			readonly origins: readonly string[];
			readonly home?: string;
			readonly bases?: string;
		},
		say: (line: string) => void,
	);
	readonly state: TrainerServiceState;
	readonly link: { readonly url: string; readonly token: string } | undefined;
	readonly pid: number | undefined;
	readonly settled: Promise<void>;
	start(): Promise<void>;
	stop(): Promise<void>;
}
