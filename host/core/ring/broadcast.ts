/** The broadcast ring of the core: writer and readers as TypeScript objects. assembly/ring/broadcast.ts explains the ring. */
import {
  END_INDEX,
  NOTE_LENGTH,
  NOTE_LOST,
  NOTE_LOST_TOTAL,
  NOTE_POSITION,
  RING_ARGUMENT,
  RING_OK,
  RING_WRITER,
  RING_WRITER_NOTES,
} from '../../../assembly/ring/layout.js';
import type { BroadcastRingReader, RingShape, RingWriter } from '../../wire/ring.js';
import { type AttachOptions, isCount, WasmEnd } from './end.js';
import type { RingCore } from './exports.js';

/** Lays an empty ring out; answers 0 or minus a code. Writer and readers come afterwards. */
export function createBroadcast(core: RingCore, shape: RingShape): number {
  const { address, capacityBytes, recordBytes } = shape;
  if (!isCount(address) || !isCount(capacityBytes) || !isCount(recordBytes)) return -RING_ARGUMENT;
  return core.exports.broadcastCreate(address, capacityBytes, recordBytes);
}

export class BroadcastWriter extends WasmEnd implements RingWriter {
  declare readonly side: 'writer';

  private constructor(core: RingCore, address: number, options: AttachOptions) {
    super(core, address, 'writer', true, address + RING_WRITER_NOTES, options);
  }

  /** The writer of the ring at an address, or minus a code. */
  static attach(core: RingCore, address: number, options: AttachOptions = {}): BroadcastWriter | number {
    if (!isCount(address)) return -RING_ARGUMENT;
    const code = core.exports.broadcastAttach(address, options.takeover ? 1 : 0);
    return code === RING_OK ? new BroadcastWriter(core, address, options) : code;
  }

  reserve(bytes: number): number {
    return isCount(bytes) ? this.exports.broadcastReserve(this.address, bytes) : -RING_ARGUMENT;
  }

  commit(bytes: number): number {
    return isCount(bytes) ? this.exports.broadcastCommit(this.address, bytes) : -RING_ARGUMENT;
  }

  publish(): number {
    return this.woke(this.exports.broadcastPublish(this.address));
  }

  write(source: number, bytes: number): number {
    if (!isCount(source) || !isCount(bytes)) return -RING_ARGUMENT;
    return this.exports.broadcastWrite(this.address, source, bytes);
  }

  writeBytes(source: Uint8Array): number {
    const at = this.exports.broadcastReserve(this.address, source.length);
    if (at < 0) return at;
    this.bytes.set(source, at);
    return this.exports.broadcastCommit(this.address, source.length);
  }

  submit(filled: number, want: number): number {
    if (!isCount(filled) || !isCount(want)) return -RING_ARGUMENT;
    return this.woke(this.exports.broadcastSubmit(this.address, filled, want));
  }

  close(): number {
    return this.woke(this.exports.broadcastClose(this.address));
  }
}

export class BroadcastReader extends WasmEnd implements BroadcastRingReader {
  declare readonly side: 'reader';
  readonly #block: number;
  readonly #doubles: Float64Array;

  private constructor(core: RingCore, address: number, block: number) {
    super(core, address, 'reader', true, block, {});
    this.#block = block;
    this.#doubles = new Float64Array(core.memory.buffer);
  }

  /**
   * A reader that starts behind the newest record, or minus a code. `block` is the address of 128 bytes
   * of its own in the same memory, a multiple of 128.
   */
  static join(core: RingCore, address: number, block: number): BroadcastReader | number {
    if (!isCount(address) || !isCount(block)) return -RING_ARGUMENT;
    const code = core.exports.broadcastJoin(address, block);
    return code === RING_OK ? new BroadcastReader(core, address, block) : code;
  }

  get length(): number {
    return this.words[this.notes + (NOTE_LENGTH >> 2)]!;
  }

  get lost(): number {
    return this.#doubles[(this.#block + NOTE_LOST) >> 3]!;
  }

  /** Bytes that were published and are not behind this reader, lost ones among them. Positions count words of 8. */
  get waitingBytes(): number {
    const published = Atomics.load(this.words, (this.address + RING_WRITER + END_INDEX) >> 2);
    const read = this.words[(this.#block + NOTE_POSITION) >> 2]!;
    return ((published - read) >>> 0) * 8;
  }

  get lostTotal(): number {
    return this.#doubles[(this.#block + NOTE_LOST_TOTAL) >> 3]!;
  }

  peek(): number {
    return this.exports.broadcastPeek(this.address, this.#block);
  }

  advance(): number {
    return this.exports.broadcastAdvance(this.address, this.#block);
  }

  release(): number {
    return RING_OK;
  }

  read(target: number, room: number): number {
    if (!isCount(target) || !isCount(room)) return -RING_ARGUMENT;
    return this.exports.broadcastRead(this.address, this.#block, target, room);
  }

  readBytes(target: Uint8Array): number {
    const at = this.exports.broadcastPeek(this.address, this.#block);
    if (at < 0) return at;
    const length = this.length;
    // Whether it is too long can be believed only of a record that was whole: let the core say so.
    if (length > target.length) return this.exports.broadcastRead(this.address, this.#block, 0, target.length);
    this.copyOut(at, length, target);
    const code = this.exports.broadcastAdvance(this.address, this.#block);
    return code === RING_OK ? length : code;
  }

  take(done: number, want: number): number {
    if (!isCount(done) || !isCount(want)) return -RING_ARGUMENT;
    return this.exports.broadcastTake(this.address, this.#block, done, want);
  }

  /** Readers leave without a trace: nobody waits for them. */
  close(): number {
    return RING_OK;
  }

  /** The writer does not watch its readers, and they have no line that it could. */
  override beat(): void {}
}
