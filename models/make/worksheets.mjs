// Writes the text the practice student is pretrained on, from the practice world, as JSON lines.
//
// node models/make/worksheets.mjs FOLDER ROWS
import { createWriteStream, mkdirSync, writeFileSync } from 'node:fs';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import { join } from 'node:path';
import { runnerImport } from 'vite';

const source = (path) => fileURLToPath(new URL(`../../src/core/${path}`, import.meta.url));
const { module: world } = await runnerImport(source('practice/world.ts'));
const { module: project } = await runnerImport(source('practice/project.ts'));
const { module: randomness } = await runnerImport(source('random.ts'));

const SEED = 1;
/** Share of worksheets that are wrapped in an opener, a context and a closer like an instruction. */
const NOISE_SHARE = 0.65;
/** Shares of the first and the second half: the rest are instructions of the known skills, answered. */
const HALVES = [
	{ worksheets: 0.8, unanswered: 0 },
	{ worksheets: 0.6, unanswered: 0.2 },
];

const learnable = world.PRACTICE_SKILLS.filter(
	(skill) => !world.UNLEARNABLE_SKILLS.includes(skill),
);

function drawRow(random, half) {
	const share = random();
	const skills = (list) => randomness.pickOne(random, list);
	if (share < half.worksheets)
		return answered(world.makeWorksheet(skills(learnable), random, random() < NOISE_SHARE));
	if (share < half.worksheets + half.unanswered) {
		const { instruction } = world.makeTask(skills(world.PRACTICE_SKILLS), random);
		return { prompt: instruction, answer: '', answered: false };
	}
	return answered(world.makeTask(skills(world.KNOWN_SKILLS), random));
}

const answered = ({ instruction, answer }) => ({ prompt: instruction, answer, answered: true });

/** A check set: `perSkill` tasks of each skill, with the skill and whether its wordings are in the pretraining text. */
const checks = (tasks) =>
	tasks.map((task) => ({
		...answered(task),
		skill: task.skill,
		known: world.KNOWN_SKILLS.includes(task.skill),
	}));

async function writeLines(path, rows) {
	const file = createWriteStream(path);
	for (const row of rows) if (!file.write(JSON.stringify(row) + '\n')) await once(file, 'drain');
	file.end();
	await once(file, 'finish');
}

function* trainingRows(count) {
	const random = randomness.seededRandom('practice', 'pretraining', SEED);
	for (let row = 0; row < count; row++) yield drawRow(random, HALVES[row < count / 2 ? 0 : 1]);
}

const [folder, rows] = process.argv.slice(2);
if (!folder || !(Number(rows) > 0)) throw new Error('expected: worksheets.mjs FOLDER ROWS');
mkdirSync(folder, { recursive: true });
writeFileSync(join(folder, 'words.json'), JSON.stringify(world.vocabularyWords()));
await writeLines(join(folder, 'training.jsonl'), trainingRows(Number(rows)));
await writeLines(join(folder, 'development.jsonl'), checks(project.testTasks('development', 20)));
const sheets = learnable.flatMap((skill) =>
	Array.from({ length: 15 }, (_, index) =>
		world.makeWorksheet(skill, randomness.seededRandom('worksheet', skill, index), true),
	),
);
await writeLines(join(folder, 'worksheets.jsonl'), checks(sheets));
