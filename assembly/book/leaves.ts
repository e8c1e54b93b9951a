/** The pool of overflow leaves that all books share: a stack of returned ones above a mark of the never used. */
import { LEAF_LEVELS, LEVEL_BYTES } from '../layout';
import { leavesAt } from '../memory';

/** Last returned leaf, 0 for none; each holds the address of the one before it. */
let returned: usize = 0;
let used: i32 = 0;

/** There is always one: see overflow.ts for why. */
export function takeLeaf(): usize {
  if (returned != 0) {
    const leaf = returned;
    returned = load<usize>(leaf);
    return leaf;
  }
  used++;
  return leavesAt + <usize>(used - 1) * (LEAF_LEVELS * LEVEL_BYTES);
}

export function returnLeaf(leaf: usize): void {
  store<usize>(leaf, returned);
  returned = leaf;
}
