/** Files of one folder over HTTP: nothing outside of it, no listings, nothing whose name begins with a dot. */
import { type FileHandle, open, realpath } from 'node:fs/promises';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { extname, join, sep } from 'node:path';
import { pipeline } from 'node:stream/promises';

const TYPES: { readonly [extension: string]: string } = {
  '.css': 'text/css; charset=utf-8',
  '.html': 'text/html; charset=utf-8',
  '.ico': 'image/x-icon',
  '.jpg': 'image/jpeg',
  '.js': 'text/javascript; charset=utf-8',
  '.json': 'application/json; charset=utf-8',
  '.map': 'application/json; charset=utf-8',
  '.mjs': 'text/javascript; charset=utf-8',
  '.png': 'image/png',
  '.svg': 'image/svg+xml',
  '.txt': 'text/plain; charset=utf-8',
  '.wasm': 'application/wasm',
  '.webmanifest': 'application/manifest+json',
  '.webp': 'image/webp',
  '.woff2': 'font/woff2',
};
const UNKNOWN_TYPE = 'application/octet-stream';

/** The bundler's own files: their names change with their content. */
const HASHED = /^assets[\\/].*-[\w-]{8,}\.\w+$/;
const FOR_EVER = 'public, max-age=31536000, immutable';
const ASK_AGAIN = 'no-cache';

export class StaticFiles {
  readonly #folder: string;

  constructor(folder: string) {
    this.#folder = folder;
  }

  /** Answers a GET or HEAD; false, with nothing written, where the path names no file. */
  async serve(path: string, request: IncomingMessage, response: ServerResponse): Promise<boolean> {
    const name = fileName(path);
    const file = name === undefined ? undefined : await this.#open(name);
    if (name === undefined || file === undefined) return false;
    try {
      const { size, mtimeMs } = await file.stat();
      const etag = `W/"${size.toString(16)}-${Math.trunc(mtimeMs).toString(16)}"`;
      response.setHeader('etag', etag);
      response.setHeader('cache-control', HASHED.test(name) ? FOR_EVER : ASK_AGAIN);
      if (request.headers['if-none-match']?.split(/\s*,\s*/).includes(etag)) {
        response.writeHead(304).end();
        return true;
      }
      response.setHeader('content-type', TYPES[extname(name).toLowerCase()] ?? UNKNOWN_TYPE);
      response.setHeader('content-length', size);
      response.writeHead(200);
      if (request.method === 'HEAD' || size === 0) response.end();
      else await pipeline(file.createReadStream({ autoClose: false, end: size - 1 }), response);
      return true;
    } finally {
      await file.close();
    }
  }

  /** The file, wherever links lead, if that is in the folder. */
  async #open(name: string): Promise<FileHandle | undefined> {
    try {
      const root = await realpath(this.#folder);
      const path = await realpath(join(root, name));
      if (!path.startsWith(root + sep)) return undefined;
      const file = await open(path, 'r');
      if ((await file.stat()).isFile()) return file;
      await file.close();
    } catch {
      // No such file, or none that may be read: the same to who asks.
    }
    return undefined;
  }
}

/** A file's name within the folder; undefined where the path cannot be one's. */
function fileName(path: string): string | undefined {
  let decoded: string;
  try {
    decoded = decodeURIComponent(path);
  } catch {
    return undefined;
  }
  if (!decoded.startsWith('/') || /[\0\\:]/.test(decoded)) return undefined;
  const segments = decoded.slice(1).split('/');
  if (segments.at(-1) === '') segments[segments.length - 1] = 'index.html';
  if (segments.some((segment) => segment === '' || segment.startsWith('.'))) return undefined;
  return join(...segments);
}
