/** Fresh ids: 16 characters of a random UUID, enough for all rows that a browser will ever hold. */
import type { NewId } from '../../app/ports/system.ts';

export const newId: NewId = () => crypto.randomUUID().replaceAll('-', '').slice(0, 16);
