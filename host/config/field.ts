/** Single values of a configuration, as a file or a flag gives them. The message of each says what would be right. */
import { isIP } from 'node:net';
import { z } from 'zod';
import { MAX_SYMBOL_CHARS } from '../feeds/venue.js';
import { DURATION_FORM, parseDuration } from './duration.js';

/** Most symbols of one venue. */
export const MAX_SYMBOLS = 10_000;
const MAX_DAY_MS = 86_400_000;

export function integer(min: number, max: number) {
  const error = `an integer from ${min} to ${max}`;
  return z.int({ error }).min(min, { error }).max(max, { error });
}

export function decimal(min: number, max: number) {
  const error = `a number from ${min} to ${max}`;
  return z.number({ error }).min(min, { error }).max(max, { error });
}

export function choice<const T extends readonly string[]>(values: T) {
  return z.enum(values, { error: `one of ${values.join(', ')}` });
}

/** In the file a text such as "10s"; read, it is in ms. */
export function duration(minMs: number, maxMs = MAX_DAY_MS) {
  const error = `${DURATION_FORM}, from ${minMs} ms to ${maxMs} ms`;
  return z
    .string({ error })
    .transform((text) => parseDuration(text) ?? Number.NaN)
    .pipe(z.number({ error }).min(minMs, { error }).max(maxMs, { error }));
}

/** An address, without its trailing slashes. */
function address(protocols: readonly string[]) {
  const error = `an address such as ${protocols[0]}//127.0.0.1:9000, without a query or a password`;
  const isUsable = (text: string) => {
    if (!URL.canParse(text)) return false;
    const url = new URL(text);
    return (
      protocols.includes(url.protocol) &&
      url.search === '' &&
      url.hash === '' &&
      url.username === '' &&
      url.password === ''
    );
  };
  return z
    .string({ error })
    .refine(isUsable, { error })
    .transform((text) => text.replace(/\/+$/, ''));
}

export const wsUrl = address(['ws:', 'wss:']);
export const restUrl = address(['http:', 'https:']);
export const port = integer(0, 65_535);

const pathForm = 'the path of a file';
export const path = z.string({ error: pathForm }).min(1, { error: pathForm });

const hostForm = 'the name or address of an interface, such as 127.0.0.1 or 0.0.0.0';
export const host = z.string({ error: hostForm }).regex(/^[A-Za-z0-9.:_-]{1,253}$/, { error: hostForm });

const symbolForm = `a symbol as the venue spells it, up to ${MAX_SYMBOL_CHARS} characters without spaces`;
const symbol = z
  .string({ error: symbolForm })
  .refine((text) => text.length <= MAX_SYMBOL_CHARS && /^[\x21-\x7e]+$/.test(text), { error: symbolForm });

const symbolsForm = `a list of 1 to ${MAX_SYMBOLS} symbols, each named once`;
export const symbols = z
  .array(symbol, { error: symbolsForm })
  .min(1, { error: symbolsForm })
  .max(MAX_SYMBOLS, { error: symbolsForm })
  .refine((names) => new Set(names).size === names.length, { error: symbolsForm });

/** Most entries of a list of origins or of proxies. */
const MAX_LISTED = 1_000;

function listOf(form: string, isEntry: (text: string) => boolean) {
  return z
    .array(z.string({ error: form }).refine(isEntry, { error: form }), { error: `a list of ${form}` })
    .max(MAX_LISTED, { error: `a list of at most ${MAX_LISTED}` });
}

/** Of pages, as browsers tell them; without a path. */
export const origins = listOf('origins such as https://example.com, null, or * for all', (text) => {
  if (text === '*' || text === 'null') return true;
  return /^https?:\/\/[^/?#@]+$/i.test(text) && URL.canParse(text);
});

export const networks = listOf('addresses such as 10.0.0.1 or networks such as 10.0.0.0/8', (text) => {
  const [address = '', bits, more] = text.split('/');
  const most = { 0: -1, 4: 32, 6: 128 }[isIP(address)] ?? -1;
  return most > 0 && more === undefined && (bits === undefined || (/^\d{1,3}$/.test(bits) && Number(bits) <= most));
});

const audienceForm = 'a text of 1 to 256 characters';
export const audience = z
  .string({ error: audienceForm })
  .min(1, { error: audienceForm })
  .max(256, { error: audienceForm });

const kidForm = 'a name of 1 to 64 letters, digits, dots, hyphens and underscores';
/** Of a key of tokens. */
export const kid = z.string({ error: kidForm }).regex(/^[\w.-]{1,64}$/, { error: kidForm });

export const truth = z.boolean({ error: 'true or false' });
