/** Numbers of a grid as the text of venues' checksums, and CRC32, bit by bit. */
import { formatDecimal } from '../../wire/decimal.js';

/** A number with so many digits behind the point, without point and leading zeros; undefined where it has more. */
export function sentDigits(steps: number, unit: number, decimals: number, sent: number): string | undefined {
  const [whole = '', fraction = ''] = formatDecimal(steps, unit, decimals).split('.');
  if (fraction.length > sent) return undefined;
  return (whole + fraction.padEnd(sent, '0')).replace(/^0+(?=\d)/, '');
}

/** Whether both factors' product is one that numbers hold exactly. */
export function isExact(steps: number, unit: number): boolean {
  return BigInt(steps) * BigInt(unit) <= BigInt(Number.MAX_SAFE_INTEGER);
}

/** CRC32 of ASCII text, as of gzip and PNG. */
export function crc32(text: string): number {
  let crc = 0xffffffff;
  for (const char of text) {
    crc ^= char.charCodeAt(0);
    for (let bit = 0; bit < 8; bit++) crc = crc & 1 ? (crc >>> 1) ^ 0xedb88320 : crc >>> 1;
  }
  return ~crc >>> 0;
}
