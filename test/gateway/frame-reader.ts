/** Reads data messages as a client does, with a core of its own, and remembers what each frame came to. */
import {
  INFO_ASKS,
  INFO_BIDS,
  INFO_EPOCH,
  INFO_FINGERPRINT,
  INFO_SEQUENCE,
  KIND_STATUS,
  KIND_TRADES,
  RESULT_CODE,
  RESULT_KIND,
  RESULT_MISSED,
  RESULT_REASON,
  RESULT_STATE,
  RESULT_STREAM,
  RESULT_TRADES,
} from '../../assembly/layout.js';
import { createReferenceCore } from '../../host/reference/core.js';
import { codeName } from '../../host/wire/codes.js';
import type { Core, CoreCapacity } from '../../host/wire/core.js';
import { REASON_NAMES, STATE_NAMES } from '../../host/wire/state.js';
import { type Level, levelsOf } from './market.js';

export interface Frame {
  readonly code: string;
  readonly kind: 'snapshot' | 'delta' | 'trades' | 'status' | 'unreadable';
  readonly stream: number;
  /** Of the stream's book after the frame. */
  readonly epoch: number;
  readonly sequence: number;
  readonly fingerprint: number;
  readonly levels: number;
  /** Trades carried, and counted as missed. */
  readonly trades: number;
  readonly missed: number;
  /** Of a status. */
  readonly state: string;
  readonly hex: string;
}

const CAPACITY = { streams: 64, levels: 1_024, totalLevels: 65_536, trades: 256, bytes: 262_144 };
const KINDS = ['unreadable', 'snapshot', 'delta', 'trades', 'status'] as const;

export class FrameReader {
  readonly core: Core;
  readonly #handles = new Map<number, number>();

  constructor(capacity: Partial<CoreCapacity> = {}) {
    this.core = createReferenceCore({ ...CAPACITY, ...capacity, results: 1 });
  }

  open(stream: number): void {
    if (!this.#handles.has(stream)) this.#handles.set(stream, this.core.openReader(stream));
  }

  close(stream: number): void {
    this.core.close(this.#handles.get(stream)!);
    this.#handles.delete(stream);
  }

  levels(stream: number): { bids: Level[]; asks: Level[] } {
    return levelsOf(this.core, this.#handles.get(stream)!, 0);
  }

  /** Where the reader of a stream is. */
  place(stream: number): { readonly epoch: number; readonly sequence: number } {
    const handle = this.#handles.get(stream)!;
    return { epoch: this.core.info(handle, INFO_EPOCH), sequence: this.core.info(handle, INFO_SEQUENCE) };
  }

  read(bytes: Uint8Array): Frame[] {
    const { core } = this;
    core.input.set(bytes);
    const frames: Frame[] = [];
    for (let from = 0; from < bytes.length; from = core.received()) {
      core.receive(from, bytes.length);
      frames.push(this.#frame(Buffer.from(bytes.subarray(from, core.received())).toString('hex')));
    }
    return frames;
  }

  #frame(hex: string): Frame {
    const { core } = this;
    const result = (field: number): number => core.results[field]!;
    const stream = result(RESULT_STREAM);
    const kind = KINDS[result(RESULT_KIND)]!;
    const handle = this.#handles.get(stream) ?? -1;
    return {
      hex,
      code: codeName(result(RESULT_CODE))!,
      kind,
      stream,
      epoch: core.info(handle, INFO_EPOCH),
      sequence: core.info(handle, INFO_SEQUENCE),
      fingerprint: core.info(handle, INFO_FINGERPRINT),
      levels: core.info(handle, INFO_BIDS) + core.info(handle, INFO_ASKS),
      trades: kind === KINDS[KIND_TRADES] ? result(RESULT_TRADES) : 0,
      missed: kind === KINDS[KIND_TRADES] ? result(RESULT_MISSED) : 0,
      state:
        kind === KINDS[KIND_STATUS]
          ? `${STATE_NAMES[result(RESULT_STATE)]} ${REASON_NAMES[result(RESULT_REASON)]}`
          : '',
    };
  }
}
