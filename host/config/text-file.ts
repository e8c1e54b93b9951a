/** The text of a file that a user named, up to a size; what cannot be had is a reason of one line. */
import { closeSync, openSync, readSync } from 'node:fs';

export type FileText =
  | { readonly ok: true; readonly text: string }
  /** What is wrong, as it follows the file's name. */
  | { readonly ok: false; readonly reason: string };

const CHUNK_BYTES = 65_536;

const REASONS: Readonly<Record<string, string>> = {
  ENOENT: 'there is no such file',
  ENOTDIR: 'there is no such file',
  EACCES: 'may not be read',
  EPERM: 'may not be read',
  EISDIR: 'is a folder',
};

/** Reads no more than one byte above the limit: a device or a pipe has no end, perhaps. Never throws. */
export function readTextFile(path: string, maxBytes: number): FileText {
  try {
    const bytes = readUpTo(path, maxBytes + 1);
    if (bytes.byteLength > maxBytes) return { ok: false, reason: `larger than ${maxBytes} bytes` };
    return { ok: true, text: new TextDecoder('utf-8', { fatal: true }).decode(bytes) };
  } catch (error) {
    const code = error instanceof Error && 'code' in error ? String(error.code) : '';
    if (code === 'ERR_ENCODING_INVALID_ENCODED_DATA') return { ok: false, reason: 'not UTF-8 text' };
    return { ok: false, reason: REASONS[code] ?? `cannot be read (${code || String(error)})` };
  }
}

function readUpTo(path: string, maxBytes: number): Uint8Array {
  const file = openSync(path, 'r');
  try {
    const chunks: Uint8Array[] = [];
    for (let length = 0; length < maxBytes; ) {
      const chunk = new Uint8Array(Math.min(CHUNK_BYTES, maxBytes - length));
      const count = readSync(file, chunk);
      if (count === 0) break;
      chunks.push(chunk.subarray(0, count));
      length += count;
    }
    return Buffer.concat(chunks);
  } finally {
    closeSync(file);
  }
}
