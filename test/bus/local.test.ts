/** The one-thread bus against the contract of a carrier. */

import { LocalBus } from '../../host/bus/local.js';
import { loadCoreSync } from '../../host/core/node.js';
import { describeCarrier } from './contract.js';

describeCarrier('one thread', () => {
  const bus = new LocalBus();
  return { bus, publisher: bus, core: loadCoreSync({ capacity: { streams: 8 } }), settle() {} };
});
