/** The spsc ring of the core: its two ends as TypeScript objects. assembly/ring/spsc.ts explains the ring. */
import {
  NOTE_LENGTH,
  RING_ARGUMENT,
  RING_OK,
  RING_READER_NOTES,
  RING_TOO_LONG,
  RING_WRITER_NOTES,
  SIDE_READER,
  SIDE_WRITER,
} from '../../../assembly/ring/layout.js';
import type { RingReader, RingShape, RingWriter } from '../../wire/ring.js';
import { type AttachOptions, isCount, WasmEnd } from './end.js';
import type { RingCore } from './exports.js';

/** Lays an empty ring out; answers 0 or minus a code. Ends attach afterwards. */
export function createSpsc(core: RingCore, shape: RingShape): number {
  const { address, capacityBytes, recordBytes } = shape;
  if (!isCount(address) || !isCount(capacityBytes) || !isCount(recordBytes)) return -RING_ARGUMENT;
  return core.exports.spscCreate(address, capacityBytes, recordBytes);
}

export class SpscWriter extends WasmEnd implements RingWriter {
  declare readonly side: 'writer';

  private constructor(core: RingCore, address: number, options: AttachOptions) {
    super(core, address, 'writer', false, address + RING_WRITER_NOTES, options);
  }

  /** The writer's end of the ring at an address, or minus a code. */
  static attach(core: RingCore, address: number, options: AttachOptions = {}): SpscWriter | number {
    if (!isCount(address)) return -RING_ARGUMENT;
    const code = core.exports.spscAttach(address, SIDE_WRITER, options.takeover ? 1 : 0);
    return code === RING_OK ? new SpscWriter(core, address, options) : code;
  }

  reserve(bytes: number): number {
    return isCount(bytes) ? this.exports.spscReserve(this.address, bytes) : -RING_ARGUMENT;
  }

  commit(bytes: number): number {
    return isCount(bytes) ? this.exports.spscCommit(this.address, bytes) : -RING_ARGUMENT;
  }

  publish(): number {
    return this.woke(this.exports.spscPublish(this.address));
  }

  write(source: number, bytes: number): number {
    if (!isCount(source) || !isCount(bytes)) return -RING_ARGUMENT;
    return this.exports.spscWrite(this.address, source, bytes);
  }

  writeBytes(source: Uint8Array): number {
    const at = this.exports.spscReserve(this.address, source.length);
    if (at < 0) return at;
    this.bytes.set(source, at);
    return this.exports.spscCommit(this.address, source.length);
  }

  submit(filled: number, want: number): number {
    if (!isCount(filled) || !isCount(want)) return -RING_ARGUMENT;
    return this.woke(this.exports.spscSubmit(this.address, filled, want));
  }

  close(): number {
    return this.woke(this.exports.spscClose(this.address, SIDE_WRITER));
  }
}

export class SpscReader extends WasmEnd implements RingReader {
  declare readonly side: 'reader';

  private constructor(core: RingCore, address: number, options: AttachOptions) {
    super(core, address, 'reader', false, address + RING_READER_NOTES, options);
  }

  /** The reader's end of the ring at an address, or minus a code. */
  static attach(core: RingCore, address: number, options: AttachOptions = {}): SpscReader | number {
    if (!isCount(address)) return -RING_ARGUMENT;
    const code = core.exports.spscAttach(address, SIDE_READER, options.takeover ? 1 : 0);
    return code === RING_OK ? new SpscReader(core, address, options) : code;
  }

  get length(): number {
    return this.words[this.notes + (NOTE_LENGTH >> 2)]!;
  }

  peek(): number {
    return this.exports.spscPeek(this.address);
  }

  advance(): number {
    return this.exports.spscAdvance(this.address);
  }

  release(): number {
    return this.woke(this.exports.spscRelease(this.address));
  }

  read(target: number, room: number): number {
    if (!isCount(target) || !isCount(room)) return -RING_ARGUMENT;
    return this.exports.spscRead(this.address, target, room);
  }

  readBytes(target: Uint8Array): number {
    const at = this.exports.spscPeek(this.address);
    if (at < 0) return at;
    const length = this.length;
    if (length > target.length) return -RING_TOO_LONG;
    this.copyOut(at, length, target);
    const code = this.exports.spscAdvance(this.address);
    return code === RING_OK ? length : code;
  }

  take(done: number, want: number): number {
    if (!isCount(done) || !isCount(want)) return -RING_ARGUMENT;
    return this.woke(this.exports.spscTake(this.address, done, want));
  }

  close(): number {
    return this.woke(this.exports.spscClose(this.address, SIDE_READER));
  }
}
