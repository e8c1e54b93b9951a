/** Frames of several streams in one message; made once for all clients that have the same due in one flush. */
import type { Batch } from './stream-writer.js';

export interface Due {
  readonly stream: number;
  readonly batch: Batch;
}

export class Packer {
  readonly #messageBytes: number;
  readonly #made = new Map<string, readonly Uint8Array[]>();

  /** @param messageBytes most bytes of a message with frames of more than one stream */
  constructor(messageBytes: number) {
    this.#messageBytes = messageBytes;
  }

  /** Messages that hold all that is due. Within a flush, a stream stands for one batch. */
  pack(due: readonly Due[]): readonly Uint8Array[] {
    if (due.length === 1) return [due[0]!.batch.bytes];
    const key = due.map(({ stream }) => stream).join();
    let messages = this.#made.get(key);
    if (messages === undefined) {
      messages = this.#split(due).map((parts) => (parts.length === 1 ? parts[0]! : Buffer.concat(parts)));
      this.#made.set(key, messages);
    }
    return messages;
  }

  #split(due: readonly Due[]): Uint8Array[][] {
    const messages: Uint8Array[][] = [];
    let bytes = Number.POSITIVE_INFINITY;
    for (const { batch } of due) {
      bytes += batch.bytes.length;
      if (bytes > this.#messageBytes) {
        messages.push([]);
        bytes = batch.bytes.length;
      }
      messages.at(-1)!.push(batch.bytes);
    }
    return messages;
  }
}
