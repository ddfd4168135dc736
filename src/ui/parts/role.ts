/** The roles that have a mark of their own, and the states that have a sign. */
export type RoleName = 'teacher' | 'student' | 'hard' | 'easy' | 'unscored';
export type StateKind = 'running' | 'paused' | 'done' | 'waiting' | 'warn' | 'failed' | 'unknown';
