/** It holds, in small: what `test/long/holds.test.ts` does with a thousand clients. */
import { itHolds } from '../holds/holds.js';
import { LEAN } from '../holds/sizes.js';

itHolds(LEAN);
