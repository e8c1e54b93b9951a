/**
 * It holds: a thousand clients in processes of their own, and all that may happen to them and to the host. Runs after
 * the other long tests and alone, since it judges latencies. The
 * figures go to docs/RELIABILITY.md, unless TICKWIRE_WRITE_FIGURES is 0.
 */
import { writeFigures } from '../holds/figures.js';
import { itHolds } from '../holds/holds.js';
import { WHOLE } from '../holds/sizes.js';

itHolds(WHOLE, (outcomes) => {
  if (process.env['TICKWIRE_WRITE_FIGURES'] !== '0') writeFigures(outcomes, WHOLE, 'npm run test:long');
});
