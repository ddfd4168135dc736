import { expect, test } from 'vitest';
import { refusedByTrainer } from '../../../../src/adapters/trainer/trainer-error.ts';

const refusal = { status: 404, code: 'not_found', message: 'no such thing' };

test.each([
	['trainer/unknown-job', { ...refusal, job: 'ftjob-1' }],
	['trainer/unknown', refusal],
	// Whatever else listens at this address knows of no jobs: the trainer may be back there later.
	['trainer/unknown', { ...refusal, code: null, job: 'ftjob-1' }],
	['trainer/unknown', { ...refusal, code: 'unknown_url', job: 'ftjob-1' }],
	['trainer/bad-token', { ...refusal, status: 401, job: 'ftjob-1' }],
	['trainer/server-error', { ...refusal, status: 503, job: 'ftjob-1' }],
	['trainer/job-over', { status: 400, code: 'job_already_terminal', message: '', job: 'ftjob-1' }],
])('%s is the name of %j', (code, refused) => {
	expect(refusedByTrainer(refused)).toMatchObject({ code });
});
