/** The time of this machine. */
import type { Clock } from '../../app/ports/system.ts';

export const clock: Clock = () => Date.now();
