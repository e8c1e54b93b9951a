/** The reference's integers against those put together in BigInt. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { OK, TRUNCATED, VARINT } from '../../assembly/layout.js';
import { ByteReader } from '../../host/reference/byte-reader.js';
import { ByteWriter, svarintLength, varintLength } from '../../host/reference/byte-writer.js';
import { opsvarint, opvarint, svarint, varint } from '../cases/bytes.js';

const MAX = Number.MAX_SAFE_INTEGER;
const edges = Array.from({ length: 54 }, (_, bits) => [2 ** bits - 1, 2 ** bits]).flat();
const amount = fc.oneof(
  fc.integer({ min: 0, max: MAX }),
  fc.integer({ min: 0, max: 300 }),
  fc.constantFrom(...edges.filter((value) => value <= MAX)),
);
const signed = fc.tuple(amount, fc.boolean()).map(([value, negative]) => (negative && value > 0 ? -value : value));
const operation = fc.nat(3);

function written(write: (writer: ByteWriter) => void): number[] {
  const writer = new ByteWriter(new Uint8Array(16));
  write(writer);
  return [...writer.bytes.subarray(0, writer.at)];
}

function reader(bytes: readonly number[]): ByteReader {
  const made = new ByteReader(Uint8Array.from(bytes));
  made.over(0, bytes.length);
  return made;
}

/** Reads an integer back whole, and finds every beginning of it truncated. */
function expectRead(bytes: readonly number[], read: (from: ByteReader) => number, value: number): void {
  const whole = reader(bytes);
  expect([read(whole), whole.code, whole.at]).toEqual([value, OK, bytes.length]);
  for (let length = 0; length < bytes.length; length++) {
    const part = reader(bytes.slice(0, length));
    expect([read(part), part.code]).toEqual([0, TRUNCATED]);
  }
}

describe('an integer of variable length', () => {
  it('is written as the protocol says, and read back', () => {
    const property = fc.property(amount, signed, operation, (value, difference, op) => {
      expect(written((to) => to.varint(value))).toEqual(varint(value));
      expect(written((to) => to.svarint(difference))).toEqual(svarint(difference));
      expect(written((to) => to.opvarint(op, value))).toEqual(opvarint(op, value));
      expect(written((to) => to.opsvarint(op, difference))).toEqual(opsvarint(op, difference));
      expect([varintLength(value), svarintLength(difference)]).toEqual([
        varint(value).length,
        svarint(difference).length,
      ]);
      expectRead(varint(value), (from) => from.varint(), value);
      expectRead(svarint(difference), (from) => from.svarint(), difference);
      expectRead(opvarint(op, value), (from) => from.opvarint(), value);
      expectRead(opsvarint(op, difference), (from) => from.opsvarint(), difference);
    });
    fc.assert(property, { numRuns: 500 });
  });

  it.each([
    ['2^53', varint(2n ** 53n)],
    ['2^56 - 1', varint(2n ** 56n - 1n)],
    ['a longer form of 0', [0x80, 0]],
    ['a longer form of 127', [0xff, 0]],
    ['a longer form of 128', [0x80, 0x81, 0]],
    ['nine bytes', [0x80, 0x80, 0x80, 0x80, 0x80, 0x80, 0x80, 0x80, 1]],
    ['eight bytes of nine', [0x80, 0x80, 0x80, 0x80, 0x80, 0x80, 0x80, 0x80]],
  ])('is refused: %s', (_, bytes) => {
    const from = reader(bytes);
    expect([from.varint(), from.code]).toEqual([0, VARINT]);
  });

  it('with a sign is refused above 2^53 - 1, in longer forms and as minus zero', () => {
    const refused = [svarint(2n ** 53n), svarint(-(2n ** 53n)), [0x80, 0], [1], [0x81, 0]];
    for (const bytes of refused) {
      const from = reader(bytes);
      expect([from.svarint(), from.code]).toEqual([0, VARINT]);
    }
    for (const bytes of [opsvarint(2, 2n ** 53n), [4], [0x84, 0], [0x80, 0]]) {
      const from = reader(bytes);
      expect([from.opsvarint(), from.code]).toEqual([0, VARINT]);
    }
  });

  it('leaves the first code, and reads 0 from then on', () => {
    const from = reader([0x80, 0, 5, 5, 5, 5]);
    from.varint();
    expect([from.varint(), from.u8(), from.u32(), from.svarint(), from.opvarint()]).toEqual([0, 0, 0, 0, 0]);
    expect(from.code).toBe(VARINT);
  });
});
