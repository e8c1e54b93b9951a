/**
 * What is due to clients in one flush. Clients that have the same due are in the same place of a tree, whose steps
 * are what the streams have for their readers; the messages of a place are made once, however many are there.
 */
import { type MessageFrame, messageFrame } from './message-frame.js';

export class Pack {
  readonly #before: Pack | undefined;
  readonly #own: readonly Uint8Array[];
  readonly #messageBytes: number;
  /** Clients come in the order of a stream's readers, so that most take the step of the one before. */
  #lastStep: Pack | undefined;
  #steps: Map<readonly Uint8Array[], Pack> | undefined;
  #frames: readonly MessageFrame[] | undefined;

  /** Without arguments but the first: nothing is due. @param messageBytes most bytes of a message, unless a single frame has more */
  constructor(messageBytes: number, own: readonly Uint8Array[] = [], before?: Pack) {
    this.#messageBytes = messageBytes;
    this.#own = own;
    this.#before = before;
  }

  /** With more behind it: always the same place for the same list. */
  with(messages: readonly Uint8Array[]): Pack {
    if (this.#lastStep !== undefined && this.#lastStep.#own === messages) return this.#lastStep;
    this.#steps ??= new Map();
    let step = this.#steps.get(messages);
    if (step === undefined) {
      step = new Pack(this.#messageBytes, messages, this);
      this.#steps.set(messages, step);
    }
    this.#lastStep = step;
    return step;
  }

  /** All that is due, in as few messages as can be. */
  get frames(): readonly MessageFrame[] {
    this.#frames ??= grouped(this.#parts(), this.#messageBytes).map(messageFrame);
    return this.#frames;
  }

  #parts(): Uint8Array[] {
    const lists: (readonly Uint8Array[])[] = [];
    for (let place: Pack | undefined = this; place !== undefined; place = place.#before) lists.push(place.#own);
    return lists.reverse().flat();
  }
}

/** Parts in their order, as few messages as have at most so many bytes each; a longer part is one of its own. */
export function joined(parts: readonly Uint8Array[], messageBytes: number): Uint8Array[] {
  return grouped(parts, messageBytes).map((each) => (each.length === 1 ? each[0]! : Buffer.concat(each)));
}

function grouped(parts: readonly Uint8Array[], messageBytes: number): Uint8Array[][] {
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
  return messages;
}
