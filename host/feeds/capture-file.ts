/**
 * A capture while it is written. Until it is whole its name ends in `.part`, and it grows by whole gzip
 * members of whole lines: what a crash leaves behind can be read up to the last member, and a torn one
 * is reported by the reader.
 */
import { existsSync } from 'node:fs';
import { type FileHandle, mkdir, open, rename } from 'node:fs/promises';
import { dirname } from 'node:path';
import { promisify } from 'node:util';
import { gzip } from 'node:zlib';

const compress = promisify(gzip);

export const PART = '.part';

export class CaptureFile {
  /** What it is called once it is whole. */
  readonly path: string;
  /** Bytes of it on the disk. */
  bytes = 0;
  readonly #handle: FileHandle;

  /** Rejects with Node's own error where it cannot be made, `EEXIST` where it is there. */
  static async create(path: string): Promise<CaptureFile> {
    await mkdir(dirname(path), { recursive: true });
    if (existsSync(path)) throw Object.assign(new Error(`${path} is there already`), { code: 'EEXIST' });
    return new CaptureFile(path, await open(`${path}${PART}`, 'wx'));
  }

  private constructor(path: string, handle: FileHandle) {
    this.path = path;
    this.#handle = handle;
  }

  /** Adds whole lines. */
  async write(lines: readonly Uint8Array[]): Promise<void> {
    const member = await compress(Buffer.concat(lines));
    for (let at = 0; at < member.length; ) {
      const { bytesWritten } = await this.#handle.write(member, at);
      at += bytesWritten;
    }
    this.bytes += member.length;
  }

  /** All of it is on the disk, under its own name. */
  async close(): Promise<void> {
    try {
      await this.#handle.sync();
    } finally {
      await this.#handle.close();
    }
    await rename(`${this.path}${PART}`, this.path);
  }

  /** Leaves it as it is, unfinished. */
  async abandon(): Promise<void> {
    await this.#handle.close().catch(() => {});
  }
}
