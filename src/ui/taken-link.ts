/** Takes the pairing link out of the address bar; main.ts imports this before anything else. */
import { readPairing, type PairingReading } from './state/pairing-link.ts';

/** What the address carried when the page was opened. */
export const takenLink = take();

/** Tells of each link that comes later: pasted into an open tab, it changes the fragment only and loads nothing. */
export function hearLinks(hear: (reading: PairingReading) => void): void {
	addEventListener('hashchange', () => {
		const reading = take();
		if (reading.kind !== 'none') hear(reading);
	});
}

function take(): PairingReading {
	const reading = readPairing(location.hash);
	// A token must not stay where it can be copied, bookmarked or read by a later script.
	if (reading.kind !== 'none')
		history.replaceState(history.state, '', location.pathname + location.search);
	return reading;
}
