/** `update` on sessions of its own: the worst cases that assembly/book/side.ts names. */
import type { Session } from '../session.js';
import { deepSession, fineTickSession, jumpSession, tokenSession } from '../worst-sessions.js';
import type { Kernel } from './kernel.js';
import { update } from './update.js';

const SEED = 1;

function updateOf(what: string, make: (seed: number) => Session): Kernel {
  let made: Session | undefined;
  const session = () => {
    made ??= make(SEED);
    return made;
  };
  return {
    ...update,
    name: `update, ${what}`,
    session,
    prepare: (core, _, twin) => update.prepare(core, session(), twin),
  };
}

export const worst: readonly Kernel[] = [
  updateOf('price jumps', jumpSession),
  updateOf('deep book', deepSession),
  updateOf('fine tick', fineTickSession),
  updateOf('token', tokenSession),
];
