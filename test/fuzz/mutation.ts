/** Inputs made of good ones: cut, changed, repeated, mixed. */
import { bytes } from '../cases/bytes.js';
import type { Attempt } from './arena.js';
import type { Random } from './random.js';

/** Bytes that mean something to an integer of variable length, or to a tag. */
const TELLING = [0, 1, 2, 3, 4, 7, 8, 0x3f, 0x40, 0x7e, 0x7f, 0x80, 0x81, 0xfe, 0xff];

/** Every shorter beginning of an input. */
export function* truncations({ before, input }: Attempt): Generator<Attempt> {
  for (let length = 0; length < input.length; length++) yield { before, input: input.slice(0, length) };
}

function withByte({ before, input }: Attempt, at: number, byte: number): Attempt {
  const changed = input.slice();
  changed[at] = byte;
  return { before, input: changed };
}

/** Every input that differs in one byte. */
export function* singleByteChanges(attempt: Attempt): Generator<Attempt> {
  for (let at = 0; at < attempt.input.length; at++) {
    for (let step = 1; step < 256; step++) yield withByte(attempt, at, (attempt.input[at]! + step) % 256);
  }
}

/** Every input that differs in one byte, which is one that means something or has another bit. */
export function* tellingByteChanges(attempt: Attempt): Generator<Attempt> {
  for (const [at, byte] of attempt.input.entries()) {
    const others = new Set([...TELLING, ...Array.from({ length: 8 }, (_, bit) => byte ^ (1 << bit))]);
    others.delete(byte);
    for (const other of others) yield withByte(attempt, at, other);
  }
}

export function singleByteChange(attempt: Attempt, random: Random): Attempt {
  const at = random.below(attempt.input.length);
  const byte = random.chance(0.5) ? random.pick(TELLING) : random.below(256);
  return withByte(attempt, at, byte === attempt.input[at] ? byte ^ 1 : byte);
}

/** One to four changes of any sort. */
export function mutated(attempt: Attempt, others: readonly Attempt[], random: Random): Attempt {
  let { input } = attempt;
  for (let changes = random.between(1, 4); changes > 0; changes--)
    input = mutate(input, random.pick(others).input, random);
  return { before: attempt.before, input };
}

function mutate(input: Uint8Array, other: Uint8Array, random: Random): Uint8Array {
  const at = random.below(input.length + 1);
  const to = Math.min(input.length, at + random.below(9));
  const [head, middle, rest] = [input.subarray(0, at), input.subarray(at, to), input.subarray(to)];
  const from = random.below(other.length + 1);
  switch (random.below(8)) {
    case 0:
      return bytes(head, rest);
    case 1:
      return bytes(head, middle, middle, rest);
    case 2:
      return bytes(head, random.bytes(random.below(9)), middle, rest);
    case 3:
      return bytes(head, other.subarray(from, from + random.below(20)), rest);
    case 4:
      return bytes(input, other);
    case 5:
      return bytes(head, random.pick(TELLING), rest);
    case 6:
      return bytes(
        head,
        middle.map((byte) => byte ^ (1 << random.below(8))),
        rest,
      );
    default:
      return bytes(head, other);
  }
}
