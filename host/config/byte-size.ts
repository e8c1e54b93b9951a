/** Sizes as people write them: "512kB", "64MB", "1GB"; a number alone is bytes. Units are powers of 1024. */

const UNIT_BYTES = { '': 1, k: 1024, m: 1024 ** 2, g: 1024 ** 3 } as const;

export const BYTE_SIZE_FORM = 'a size such as 512kB, 64MB or 1GB';

/** Bytes, rounded; undefined for what is no size. */
export function parseByteSize(text: string): number | undefined {
  const match = /^(\d+(?:\.\d+)?) *([kmg]?)i?b?$/i.exec(text.trim());
  if (match === null) return undefined;
  const bytes = Math.round(Number(match[1]) * UNIT_BYTES[match[2]!.toLowerCase() as keyof typeof UNIT_BYTES]);
  return Number.isSafeInteger(bytes) ? bytes : undefined;
}
