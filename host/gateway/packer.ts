/** Frames of several streams in one message; made once for all clients that have the same due in one flush. */
export interface Due {
  /** Names the messages within a flush. */
  readonly key: string;
  readonly messages: readonly Uint8Array[];
}

export class Packer {
  readonly #messageBytes: number;
  readonly #made = new Map<string, readonly Uint8Array[]>();

  /** @param messageBytes most bytes of a message, unless a single frame has more */
  constructor(messageBytes: number) {
    this.#messageBytes = messageBytes;
  }

  /** Messages that hold all that is due. */
  pack(due: readonly Due[]): readonly Uint8Array[] {
    if (due.length === 1) return due[0]!.messages;
    const key = due.map(({ key }) => key).join();
    let messages = this.#made.get(key);
    if (messages === undefined) {
      messages = joined(
        due.flatMap(({ messages }) => messages),
        this.#messageBytes,
      );
      this.#made.set(key, messages);
    }
    return messages;
  }
}

/** Parts in their order, as few messages as have at most so many bytes each; a longer part is one of its own. */
export function joined(parts: readonly Uint8Array[], messageBytes: number): Uint8Array[] {
  const messages: Uint8Array[][] = [];
  let bytes = Number.POSITIVE_INFINITY;
  for (const part of parts) {
    bytes += part.length;
    if (bytes > messageBytes) {
      messages.push([]);
      bytes = part.length;
    }
    messages.at(-1)!.push(part);
  }
  return messages.map((each) => (each.length === 1 ? each[0]! : Buffer.concat(each)));
}
