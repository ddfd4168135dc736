/** A student's card as files: JSON with everything, Markdown to put into a README or a mail. */
import {
	fastestOf,
	leastMemory,
	type CardScore,
	type CardSpeed,
	type StudentCard,
} from './card.ts';

const FORMAT = 'retort-student-card';

/** `at`: Unix ms of the writing. */
export function cardToJson(card: StudentCard, at: number): string {
	return `${JSON.stringify({ format: FORMAT, version: 1, at, ...card }, null, '\t')}\n`;
}

/** Times in UTC; what is unknown is said to be. Names of the user's are escaped. */
export function cardToMarkdown(card: StudentCard): string {
	const { name, base, madeBy } = card.student;
	const from =
		madeBy === null ? '' : `, made by run ${plain(madeBy.run)} of project ${plain(madeBy.project)}`;
	return [
		`# ${plain(name)}`,
		`Base: ${plain(base)}${from}. Score and speed were measured; what was not is said to be unknown.`,
		'## Against its teacher',
		card.score === null ? 'Not scored.' : scoreText(card.score),
		'## What it needs',
		needsText(card),
		'## On the device it was measured on',
		card.speeds.length === 0 ? 'Not measured.' : speedTable(card.speeds),
		'',
	].join('\n\n');
}

function scoreText(score: CardScore): string {
	const { relative, exact, n, unscored, elsewhere, at, teacher, referee, gain } = score;
	const range = (low: number, high: number) => `${one(low)} to ${one(high)}`;
	return [
		`**${one(relative.value)} %** of the points of ${plain(teacher)} (95 % interval ${range(relative.low, relative.high)},`,
		`n = ${String(n)} held-out instructions, both orders, referee ${plain(referee)}, ${day(at)}; teacher and referee as the project names them now).`,
		...(unscored === 0 ? [] : [`${String(unscored)} more could not be scored.`]),
		...(elsewhere === undefined
			? []
			: [
					`Of the answers ${String(elsewhere.n)} were computed at ${plain(elsewhere.origins.join(', '))}.`,
				]),
		...(gain === null
			? []
			: [`${one(gain.value)} points over the student before (${range(gain.low, gain.high)}).`]),
		...(exact === null ? [] : [`Answered exactly as the teacher did: ${one(100 * exact)} %.`]),
	].join(' ');
}

function needsText({ student, speeds }: StudentCard): string {
	return [
		`- files: ${megabytes(student.bytes)}, of which an engine reads ${megabytes(student.loadBytes)}`,
		`- memory of the page while it answers: ${megabytes(leastMemory(speeds))}, as measured`,
	].join('\n');
}

function speedTable(speeds: readonly CardSpeed[]): string {
	const rows = speeds.map(({ engine, batch, figures, at, device }) => [
		plain(engine),
		String(batch),
		rateText(figures),
		unknownOr(figures.decodeTokensPerSecond),
		unknownOr(figures.firstTokenMs),
		unknownOr(figures.loadMs),
		String(figures.answers),
		day(at),
		plain(device.gpu ?? `no WebGPU, ${String(device.wasmThreads)} threads`),
	]);
	const head = ['engine', 'at once', 'answers/min', 'tokens/s', 'first token, ms', 'load, ms'];
	const lines = [[...head, 'n', 'measured', 'device'], Array<string>(9).fill('---'), ...rows];
	const fastest = fastestOf(speeds);
	const best = fastest === undefined ? [] : [`Fastest: ${plain(fastest.engine)}.`, ''];
	return [...best, ...lines.map((cells) => `| ${cells.join(' | ')} |`)].join('\n');
}

function rateText({ answersPerMinute, answersPerMinuteInterval }: CardSpeed['figures']): string {
	if (answersPerMinute === null) return 'unknown';
	const rate = three(answersPerMinute);
	if (answersPerMinuteInterval == null) return `${rate} (interval unknown)`;
	const { low, high } = answersPerMinuteInterval;
	return `${rate} (${three(low)} to ${three(high)})`;
}

const one = (value: number) => value.toFixed(1);
const unknownOr = (value: number | null) => (value === null ? 'unknown' : three(value));
/** Three significant digits: more would not be the same the next time. */
const three = (value: number) => String(Number(value.toPrecision(3)));
const megabytes = (bytes: number | null) => (bytes === null ? 'unknown' : `${one(bytes / 1e6)} MB`);
const day = (at: number) => new Date(at).toISOString().slice(0, 10);

/** A name of the user's or a server's on one line, with nothing that Markdown or HTML would act on. */
function plain(text: string): string {
	return text.replaceAll(/\s+/g, ' ').replaceAll(/[\\`*_{}[\]()#+!|<>~&]/g, '\\$&');
}
