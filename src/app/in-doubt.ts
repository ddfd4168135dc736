/** What becomes of calls that were out when the browser or the network ended: asked again, or the user is asked first. */

/** Name of the setting; 'on': the run waits and asks. By default they are asked again once, by themselves. */
export const ASKS_FIRST = 'loop/ask-first';
/** Why such a run waits; going on is the answer. */
export const IN_DOUBT = 'run/in-doubt';
