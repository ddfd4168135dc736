/** What pages ask of the world beside records, engine and trainer: the user's projects, this device, the person. */
import type { Caps } from '../core/budget.ts';
import type { Recipe } from '../core/recipe.ts';
import type { ProjectId, RunId } from '../core/id.ts';
import type { PracticeSizes } from '../core/practice/project.ts';
import type { StudentFile } from '../core/student.ts';
import type { TeacherSettings } from '../core/teacher.ts';

/** How the practice run differs from its preset; left out: the preset's own number. */
export type PracticeOptions = {
	readonly seed?: number;
	readonly iterations?: number;
	readonly recipe?: Partial<Recipe>;
	readonly sizes?: Partial<PracticeSizes>;
};

/** Its caps, default none; whether it is only a trial of the recipe, default false. */
export type NewRunOptions = {
	readonly caps?: Caps | undefined;
	readonly isTrial?: boolean | undefined;
};

/** The stories that make projects and runs. */
export interface ProjectActions {
	/** A practice project with its run, ready to start. */
	createPractice(options?: PracticeOptions): Promise<RunId>;
	newRun(project: ProjectId, recipe: Recipe, options?: NewRunOptions): Promise<RunId>;
	/** Other caps, at once where the run is under way; throws 'run/held-elsewhere' while another tab carries it out. */
	changeCaps(run: RunId, caps: Caps): Promise<void>;
	/** A run that takes over everything up to and with `iteration` and goes its own way from there. */
	forkRun(run: RunId, iteration: number, recipe?: Recipe): Promise<RunId>;
	/** Raises the number of iterations by `more` (≥ 1). */
	extendRun(run: RunId, more: number): Promise<void>;
	/** Another address, model or price for the project's teacher. */
	changeTeacher(project: ProjectId, teacher: TeacherSettings): Promise<void>;
	/** Notes that the user has the project open. */
	open(project: ProjectId): Promise<void>;
}

export type GpuFacts = {
	readonly adapter: string;
	/** false: a software adapter such as SwiftShader, slower than WASM. */
	readonly real: boolean;
	/** As the browser tells them; '' where it keeps them to itself. */
	readonly vendor: string;
	readonly architecture: string;
	readonly description: string;
	/** By WebGPU's names, sorted. */
	readonly features: readonly string[];
	readonly limits: {
		readonly maxBufferSize: number;
		readonly maxStorageBufferBindingSize: number;
		readonly maxStorageBuffersPerShaderStage: number;
		readonly maxComputeWorkgroupStorageSize: number;
		readonly maxComputeInvocationsPerWorkgroup: number;
		readonly shaderF16: boolean;
	};
};
export type StorageFacts = {
	readonly usedBytes: number;
	readonly quotaBytes: number;
	/** Whether the browser has promised to keep it when the disk fills. */
	readonly persisted: boolean;
};
export type BatteryFacts = {
	readonly isCharging: boolean;
	/** 0–1. */
	readonly level: number;
};
/** What the server of this page says of itself (GET /retort.json); null where there is none. */
export type ServerFacts = {
	readonly trainer: {
		readonly state: 'running' | 'missing' | 'failed';
		/** A sentence each: why it isn't there, how to get it. */
		readonly reason?: string;
		readonly fix?: string;
	};
	readonly usualPort: number;
	readonly port: number;
};
export type DeviceFacts = {
	readonly webgpu: GpuFacts | null;
	/** Main memory, rounded by the browser, which says at most 8 GiB or so; null where it doesn't tell. */
	readonly memoryBytes: number | null;
	/** Threads that a WASM student may use; 1 without cross-origin isolation. */
	readonly wasmThreads: number;
	readonly isolated: boolean;
	/** Whether WebAssembly computes several numbers at once. */
	readonly simd: boolean;
	/** Of the processor, as the browser tells it. */
	readonly cores: number;
	/** null: no battery, or the browser doesn't tell. */
	readonly battery: BatteryFacts | null;
	readonly storage: StorageFacts | null;
	readonly server: ServerFacts | null;
};

/** What this device can do. */
export interface DeviceCheck {
	look(): Promise<DeviceFacts>;
	/** Asks the browser to keep what is stored; whether it promised. */
	persist(): Promise<boolean>;
}

/** A student that ships beside the app; its files as they are served. */
export type ShippedStudent = {
	readonly id: string;
	readonly folder: string;
	readonly name: string;
	readonly licence: string;
	readonly contextTokens: number;
	readonly files: readonly StudentFile[];
};

/** Ways to reach a person who looks elsewhere, and to keep the machine awake for a long run. */
export interface Alerts {
	readonly canNotify: boolean;
	/** Asks for leave to notify; whether it was given. */
	ask(): Promise<boolean>;
	notify(title: string, body: string): void;
	keepAwake(on: boolean): Promise<void>;
}

/** What was put back after the browser had thrown the database away. */
export type RestoredData = {
	/** Rows written, those written over and deleted again too. */
	readonly rows: number;
	readonly projects: number;
	/** Lines of the journal that could not be read; the last ones may have been cut off by the crash. */
	readonly unreadable: number;
};
