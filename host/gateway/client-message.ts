/** Reads a control message of a client; a wrong one gives the error to answer, which says what to mend. */
import { z } from 'zod';
import { CODEC_NAMES } from '../wire/codec.js';
import type { ClientMessage, ErrorCode, ErrorMessage } from '../wire/control.js';
import type { GatewayLimits } from './limits.js';

const DEPTH = 'depth must be a whole number of levels a side, 0 for as many as the host gives';
const INTERVAL = 'intervalMs must be a whole number of milliseconds, 0 for updates as they come';
const CODEC = `codec must be one of ${CODEC_NAMES.join(', ')}, absent for fast: this host has no other`;
const TOKEN = 'token must be a text: a JSON Web Token';
const HOPS = 'intervalMs must be a whole number of milliseconds, 0 for none any more';
const ECHO = "probe must be the number in hops, received and decoded the host's clock in whole µs as you estimate it";
/** Of a result code's name in a `resync`. */
const CODE_CHARACTERS = 32;
/** Of unknown fields' names in an answer. */
const SHOWN_CHARACTERS = 100;

const FROM = 'from must be the epoch and sequence where the client was, and the trades that it counted until there';
const PLACES = 'from must be a list of what the match had brought, each with symbol, epoch, sequence and trades';
const MAX_EPOCH = 2 ** 48 - 1;

const place = z.int(FROM).min(0, FROM);
const from = z.strictObject({ epoch: place.max(MAX_EPOCH, FROM), sequence: place, trades: place }, FROM);
const id = z.int('id must be a whole number from 0, which the answer repeats').min(0);
const stream = z.int("stream must be the number in the answer to 'subscribe'").min(0);
const micros = z.int(ECHO).min(0, ECHO);
const match = z.int("match must be the number in the answer to 'match'").min(0);

function schemas({ symbolCharacters, tokenCharacters, analytics, patterns, subscriptions }: GatewayLimits) {
  const names = `analytics must be a list of at most ${analytics} names as in 'touch.mid', of at most ${symbolCharacters} characters`;
  const symbol = "symbol must be a text as in 'binance-spot:BTCUSDT'";
  const symbols = `symbols must be a list of 1 to ${patterns} patterns as in 'binance-spot:*', of at most ${symbolCharacters} characters`;
  const wishes = {
    depth: z.int(DEPTH).min(0, DEPTH).exactOptional(),
    intervalMs: z.int(INTERVAL).min(0, INTERVAL).exactOptional(),
    trades: z.boolean('trades must be true or false').exactOptional(),
    codec: z.enum(CODEC_NAMES, CODEC).exactOptional(),
    analytics: z.array(z.string(names).max(symbolCharacters, names), names).max(analytics, names).exactOptional(),
  };
  return {
    subscribe: z.strictObject({
      type: z.literal('subscribe'),
      id,
      symbol: z
        .string(symbol)
        .min(1, symbol)
        .max(symbolCharacters, `symbol has more than ${symbolCharacters} characters`),
      ...wishes,
      from: from.exactOptional(),
    }),
    unsubscribe: z.strictObject({ type: z.literal('unsubscribe'), id, stream, match: match.exactOptional() }),
    change: z.strictObject({ type: z.literal('change'), id, stream, match: match.exactOptional(), ...wishes }),
    match: z.strictObject({
      type: z.literal('match'),
      id,
      symbols: z
        .array(z.string(symbols).min(1, symbols).max(symbolCharacters, symbols), symbols)
        .min(1, symbols)
        .max(patterns, symbols),
      ...wishes,
      from: z
        .array(from.extend({ symbol: z.string(PLACES).max(symbolCharacters, PLACES) }), PLACES)
        .max(subscriptions, PLACES)
        .exactOptional(),
    }),
    unmatch: z.strictObject({ type: z.literal('unmatch'), id, match }),
    measure: z.strictObject({ type: z.literal('measure'), id, intervalMs: z.int(HOPS).min(0, HOPS) }),
    echo: z.strictObject({ type: z.literal('echo'), id, probe: micros, received: micros, decoded: micros }),
    adapt: z.strictObject({ type: z.literal('adapt'), id, adaptive: z.boolean('adaptive must be true or false') }),
    resync: z.strictObject({
      type: z.literal('resync'),
      id,
      stream,
      code: z.string('code must be the name of a result code').max(CODE_CHARACTERS),
    }),
    list: z.strictObject({ type: z.literal('list'), id }),
    ping: z.strictObject({ type: z.literal('ping'), id, sent: z.int('sent must be your clock in whole µs').min(0) }),
    auth: z.strictObject({
      type: z.literal('auth'),
      id,
      token: z.string(TOKEN).min(1, TOKEN).max(tokenCharacters, `token has more than ${tokenCharacters} characters`),
    }),
  } satisfies { [T in ClientMessage['type']]: z.ZodType<ClientMessage & { type: T }> };
}

/** Errors of one field that have a code of their own. */
const FIELD_CODES: { readonly [field: string]: ErrorCode } = {
  depth: 'bad_depth',
  intervalMs: 'bad_interval',
  codec: 'bad_codec',
};

export class ClientMessageReader {
  readonly #schemas: ReturnType<typeof schemas>;

  constructor(limits: GatewayLimits) {
    this.#schemas = schemas(limits);
  }

  read(text: string): ClientMessage | ErrorMessage {
    let value: unknown;
    try {
      value = JSON.parse(text);
    } catch {
      return wrong(null, 'a control message is a JSON object, and this is no JSON');
    }
    if (typeof value !== 'object' || value === null || Array.isArray(value)) {
      return wrong(null, 'a control message is a JSON object with type and id');
    }
    const { type, id: given } = value as { type?: unknown; id?: unknown };
    const answered = Number.isSafeInteger(given) && (given as number) >= 0 ? (given as number) : null;
    if (typeof type !== 'string' || !Object.hasOwn(this.#schemas, type)) {
      return wrong(answered, `type must be one of ${Object.keys(this.#schemas).join(', ')}`);
    }
    const schema = this.#schemas[type as ClientMessage['type']];
    const parsed = schema.safeParse(value);
    if (parsed.success) return parsed.data as ClientMessage;
    const issue = parsed.error.issues[0]!;
    if (issue.code === 'unrecognized_keys') {
      const fields = Object.keys(schema.shape).join(', ');
      // Names that a client made up may hold line ends, and have any length.
      const unknown = issue.keys
        .join(', ')
        .replace(/\p{C}+/gu, '\u{fffd}')
        .slice(0, SHOWN_CHARACTERS);
      return wrong(answered, `${type}: there is no field ${unknown}, the fields are ${fields}`);
    }
    const code = FIELD_CODES[String(issue.path[0])] ?? 'bad_message';
    return { type: 'error', id: answered, code, message: `${type}: ${issue.message}` };
  }
}

function wrong(id: number | null, message: string): ErrorMessage {
  return { type: 'error', id, code: 'bad_message', message };
}
