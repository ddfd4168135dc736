/** Small real rows for tests: each call gives a whole row, fields changed as told. */
import { type Answer, answerId } from '../../src/core/answer.ts';
import type { Call } from '../../src/core/call.ts';
import type { CallKey, InstructionId, ProjectId, RunId, StudentId } from '../../src/core/id.ts';
import { candidateId, seedId, studentIdOf } from '../../src/core/id.ts';
import type { Instruction } from '../../src/core/instruction.ts';
import type { RunProgress } from '../../src/core/progress.ts';
import type { Project } from '../../src/core/project.ts';
import { recipeFrom } from '../../src/core/recipe.ts';
import type { Rejection, Run } from '../../src/core/run.ts';
import type { Student } from '../../src/core/student.ts';
import { PRACTICE_TEACHER } from '../../src/core/teacher.ts';
import { type Verdict, verdictId, type VerdictOrder } from '../../src/core/verdict.ts';

export const PROJECT = 'project1' as ProjectId;
export const RUN = 'run1' as RunId;

export const projectRow = (id: ProjectId = PROJECT, fields: Partial<Project> = {}): Project => ({
	schema: 1,
	id,
	name: `Project ${id}`,
	kind: 'practice',
	teacher: PRACTICE_TEACHER,
	seed: 1,
	importReport: null,
	createdAt: 1000,
	openedAt: 1000,
	...fields,
});

export const runRow = (id: RunId = RUN, fields: Partial<Run> = {}): Run => ({
	schema: 1,
	id,
	projectId: PROJECT,
	name: `Run ${id}`,
	recipe: recipeFrom('practice', { seed: 1, baseId: 'base' }),
	iterations: 1,
	forkedFrom: null,
	state: { kind: 'ready' },
	createdAt: 2000,
	...fields,
});

export const seedRow = (order: number, fields: Partial<Instruction> = {}): Instruction => ({
	schema: 1,
	id: seedId(fields.projectId ?? PROJECT, order),
	projectId: PROJECT,
	runId: null,
	iteration: 0,
	order,
	instruction: `task ${order}`,
	input: '',
	skill: null,
	skillFrom: null,
	split: 'pool',
	pool: 'both',
	origin: 'imported',
	parentId: null,
	operator: null,
	...fields,
});

export const generatedRow = (
	parent: Instruction,
	index: number,
	fields: Partial<Instruction> = {},
): Instruction => ({
	...seedRow(index),
	id: candidateId(fields.runId ?? RUN, 1, index),
	projectId: parent.projectId,
	runId: RUN,
	iteration: 1,
	origin: 'generated',
	parentId: parent.id,
	operator: 'hard',
	...fields,
});

export const answerRow = (
	instruction: InstructionId,
	author: Answer['author'] = 'teacher',
	fields: Partial<Answer> = {},
): Answer => ({
	schema: 1,
	id: answerId(instruction, author),
	projectId: PROJECT,
	instructionId: instruction,
	author,
	text: `answer of ${author} to ${instruction}`,
	finish: 'stop',
	tokens: 3,
	callKey: null,
	createdAt: 3000,
	...fields,
});

export const verdictRow = (
	instruction: InstructionId,
	student: StudentId,
	order: VerdictOrder,
	fields: Partial<Verdict> = {},
): Verdict => ({
	schema: 1,
	id: verdictId(instruction, student, order),
	projectId: PROJECT,
	runId: RUN,
	instructionId: instruction,
	studentId: student,
	order,
	scores: { teacher: 9, student: 4 },
	explanation: 'because',
	asked: 1,
	callKey: null,
	createdAt: 4000,
	...fields,
});

export const studentRow = (iteration: number, fields: Partial<Student> = {}): Student => ({
	schema: 1,
	id: studentIdOf(fields.runId ?? RUN, iteration),
	projectId: PROJECT,
	runId: RUN,
	iteration,
	baseId: 'base',
	jobId: null,
	model: null,
	source: { kind: 'shipped', folder: 'practice-student' },
	files: [],
	selfTest: null,
	trainedRows: null,
	createdAt: 5000,
	...fields,
});

export const rejectionRow = (index: number, fields: Partial<Rejection> = {}): Rejection => ({
	schema: 1,
	id: `${candidateId(fields.runId ?? RUN, 1, index)}/rejected`,
	projectId: PROJECT,
	runId: RUN,
	iteration: 1,
	index,
	operator: 'hard',
	reason: 'empty',
	text: '',
	nearest: null,
	...fields,
});

export const progressRow = (id: RunId = RUN, fields: Partial<RunProgress> = {}): RunProgress => ({
	schema: 1,
	runId: id,
	projectId: PROJECT,
	place: { iteration: 0, stage: 'imitation' },
	steps: [{ name: 'teacher-answers', done: 3, total: 10, failed: 0 }],
	pools: { train: 10, cache: 10, heldOut: 2 },
	cache: { hard: 0, easy: 0, unscored: 0 },
	calls: { teacher: 3, referee: 0, generator: 0, labeller: 0 },
	fromLedger: 0,
	inDoubt: 0,
	failedCalls: 0,
	promptTokens: 30,
	completionTokens: 9,
	costNanoUsd: null,
	student: null,
	secondsLeftInStage: null,
	secondsLeft: null,
	at: 7000,
	...fields,
});

export const callRow = (key: string, fields: Partial<Call> = {}): Call => ({
	schema: 1,
	key: key as CallKey,
	projectId: PROJECT,
	runId: RUN,
	role: 'teacher',
	model: 'm',
	about: `about ${key}`,
	state: 'answered',
	reply: { text: 'yes', finish: 'stop', promptTokens: 1, completionTokens: 1 },
	failure: null,
	attempts: 1,
	costNanoUsd: null,
	sentAt: 6000,
	answeredAt: 6001,
	...fields,
});
