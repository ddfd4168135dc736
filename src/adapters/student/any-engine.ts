/** A student on any engine that there is, chosen by what it is asked for. */
import { engineChoice, type EngineTask } from '../../app/engine-choice.ts';
import type { Settings } from '../../app/ports/settings.ts';
import { RemoteStudentEngine } from '../remote/student-engine.ts';
import { clock } from '../system/clock.ts';
import type { KeyRing } from '../system/key-ring.ts';
import { sleep } from '../system/sleep.ts';
import { TransformersStudentEngine } from '../transformers/student-engine.ts';
import { TransformersTokenReader } from '../transformers/token-reader.ts';
import { studentWorker } from '../transformers/worker.ts';
import { webLlmObstacle } from '../web-llm/obstacle.ts';
import { WebLlmStudentEngine } from '../web-llm/student-engine.ts';
import { ChoosingStudentEngine } from './choosing-engine.ts';
import { webLlmTest } from './self-tested.ts';

/** One of its own each time; nothing is loaded before it is asked to. */
export function anyStudentEngine(
	task: EngineTask,
	settings: Pick<Settings, 'get' | 'set' | 'trainerLink'>,
	keys: Pick<KeyRing, 'get'>,
): ChoosingStudentEngine {
	const helpers = task === 'pools' ? 'when-worth-it' : 'none';
	const transformers = () => new TransformersStudentEngine(studentWorker, { helpers });
	return new ChoosingStudentEngine({
		task,
		choice: () => engineChoice(settings, task),
		...{ transformers: transformers(), beside: transformers() },
		webLlm: new WebLlmStudentEngine(),
		remote: new RemoteStudentEngine({
			link: () => settings.trainerLink(),
			keyOf: (slot) => keys.get(slot),
			tokens: () => new TransformersTokenReader(),
			...{ clock, sleep, random: Math.random },
		}),
		obstacle: webLlmObstacle,
		webLlmTest: webLlmTest(settings),
	});
}
