/** Tickwire's version, as its package says. */
import { createRequire } from 'node:module';

const { version } = createRequire(import.meta.url)('tickwire/package.json') as { version: string };

export const VERSION: string = version;
