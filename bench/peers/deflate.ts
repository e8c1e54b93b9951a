/**
 * permessage-deflate with its context kept, as a WebSocket has it: raw deflate, flushed after each message,
 * the four bytes that every flush ends with left out. zlib's defaults, which are the `ws` package's.
 */
import { constants, createDeflateRaw, createInflateRaw } from 'node:zlib';

/**
 * A zlib object run at once on its own handle, without the event loop's turns that a message costs in `ws`:
 * that flatters this peer. The state is what is left of the output's room and of the input.
 */
interface Zlib {
  readonly _handle: {
    // biome-ignore format: zlib's own argument list
    writeSync(flush: number, input: Uint8Array, inputAt: number, inputBytes: number, output: Uint8Array, at: number, room: number): void;
  };
  readonly _writeState: Uint32Array;
  close(): void;
}

/** Longer than any message here comes to. */
const OUTPUT_BYTES = 4_194_304;
const output = new Uint8Array(OUTPUT_BYTES);

function run(zlib: Zlib, input: Uint8Array): Uint8Array {
  zlib._handle.writeSync(constants.Z_SYNC_FLUSH, input, 0, input.length, output, 0, OUTPUT_BYTES);
  const [room = 0, left = 0] = zlib._writeState;
  if (room === 0 || left > 0) throw new Error('a message is longer than the peer has room for');
  return output.slice(0, OUTPUT_BYTES - room);
}

const TAIL = Uint8Array.of(0, 0, 0xff, 0xff);

export class MessageDeflate {
  readonly #zlib = createDeflateRaw() as unknown as Zlib;

  deflate(message: Uint8Array): Uint8Array {
    const bytes = run(this.#zlib, message);
    return bytes.subarray(0, bytes.length - TAIL.length);
  }

  close(): void {
    this.#zlib.close();
  }
}

export class MessageInflate {
  readonly #zlib = createInflateRaw() as unknown as Zlib;

  inflate(message: Uint8Array): Uint8Array {
    return run(this.#zlib, Buffer.concat([message, TAIL]));
  }

  close(): void {
    this.#zlib.close();
  }
}
