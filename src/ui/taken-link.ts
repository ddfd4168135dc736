/** Takes the pairing link out of the address bar; main.ts imports this before anything else. */
import { readPairing } from './state/pairing-link.ts';

/** What the address carried when the page was opened. */
export const takenLink = readPairing(location.hash);

// A token must not stay where it can be copied, bookmarked or read by a later script.
if (takenLink.kind !== 'none')
	history.replaceState(history.state, '', location.pathname + location.search);
