/** `update` on sessions of its own: the worst cases that assembly/book/side.ts names. */
import { deepSession, fineTickSession, jumpSession, tokenSession } from '../worst-sessions.js';
import type { Kernel } from './kernel.js';
import { update } from './update.js';

const SEED = 1;

export const worst: readonly Kernel[] = [
  { ...update, name: 'update, price jumps', prepare: (core) => update.prepare(core, jumpSession(SEED)) },
  { ...update, name: 'update, deep book', prepare: (core) => update.prepare(core, deepSession(SEED)) },
  { ...update, name: 'update, fine tick', prepare: (core) => update.prepare(core, fineTickSession(SEED)) },
  { ...update, name: 'update, token', prepare: (core) => update.prepare(core, tokenSession(SEED)) },
];
