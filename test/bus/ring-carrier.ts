/** Both sides of the bus over a ring in one thread, moved by hand: nothing crosses before `settle` or `flush`. */
import { LocalBus } from '../../host/bus/local.js';
import { RingPublisher } from '../../host/bus/ring/ring-publisher.js';
import { RingReceiver } from '../../host/bus/ring/ring-receiver.js';
import { artefact } from '../../host/core/artefact.js';
import { loadCoreSync, type WasmCore } from '../../host/core/node.js';
import { BroadcastReader, BroadcastWriter, createBroadcast, ringBytes, ringCore } from '../../host/core/ring/index.js';
import { createRingMemory, RINGS_AT } from '../../host/core/ring/memory.js';
import type { CoreCapacity } from '../../host/wire/core.js';
import type { Carrier } from './contract.js';

const CAPACITY = { streams: 8, levels: 2_048, totalLevels: 16_384, bytes: 262_144 };

export interface RingCarrierOptions {
  readonly capacityBytes?: number;
  /** Of the two cores. */
  readonly capacity?: Partial<CoreCapacity>;
  readonly mirrorCapacity?: Partial<CoreCapacity>;
  /** What the writer calls where its reader sleeps. */
  readonly wake?: () => void;
}

export class RingCarrier implements Carrier {
  /** Of the feeds' side, and of the bus's. */
  readonly core: WasmCore;
  readonly mirrorCore: WasmCore;
  readonly bus = new LocalBus();
  publisher: RingPublisher;
  readonly receiver: RingReceiver;
  /** How often everything was asked for anew. */
  asked = 0;
  readonly #capacityBytes: number;
  readonly #wake: () => void;
  #soon: (() => void)[] = [];
  #later: (() => void)[] = [];

  constructor({ capacityBytes = 65_536, capacity, mirrorCapacity, wake = () => {} }: RingCarrierOptions = {}) {
    this.#wake = wake;
    this.core = loadCoreSync({ capacity: { ...CAPACITY, ...capacity } });
    this.mirrorCore = loadCoreSync({ capacity: { ...CAPACITY, ...capacity, ...mirrorCapacity } });
    this.#capacityBytes = capacityBytes;
    this.receiver = new RingReceiver({
      core: this.mirrorCore,
      publisher: this.bus,
      askAnew: () => {
        this.asked += 1;
        this.#soon.push(() => this.publisher.refresh());
      },
      after: (_ms, run) => {
        this.#later.push(run);
        return () => {
          this.#later = this.#later.filter((other) => other !== run);
        };
      },
    });
    this.publisher = this.begin();
  }

  /** Another life of the feeds' side: a new ring, a publisher that knows nothing. */
  begin(): RingPublisher {
    const bytes = ringBytes(this.#capacityBytes);
    const memory = createRingMemory('shared', bytes + 128);
    const core = ringCore(artefact('simd', 'shared'), memory);
    createBroadcast(core, { address: RINGS_AT, capacityBytes: this.#capacityBytes, recordBytes: 0 });
    this.receiver.attach(BroadcastReader.join(core, RINGS_AT, RINGS_AT + bytes) as BroadcastReader);
    const writer = BroadcastWriter.attach(core, RINGS_AT, { wake: this.#wake }) as BroadcastWriter;
    this.publisher = new RingPublisher({ core: this.core, writer, soon: (run) => this.#soon.push(run) });
    return this.publisher;
  }

  /** What was written is published, and not read yet. */
  flush(): void {
    for (const run of this.#soon.splice(0)) run();
  }

  settle(): void {
    do {
      this.flush();
      while (this.receiver.drain(16) > 0);
    } while (this.#soon.length > 0);
  }

  /** The time has come for what waits for it. */
  passTime(): void {
    for (const run of this.#later.splice(0)) run();
  }
}
