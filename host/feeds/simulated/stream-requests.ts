/**
 * Binance's requests over a stream connection (SUBSCRIBE, UNSUBSCRIBE, LIST_SUBSCRIPTIONS,
 * SET_PROPERTY, GET_PROPERTY) and its answers: the subscriptions of one connection.
 */

/** `<symbol>@<kind>…`, or `!<kind>@arr`. A well-formed name of nothing is accepted and stays silent, as on Binance. */
const STREAM_NAME = /^(!?[a-z0-9_.-]{1,40})(@[A-Za-z0-9_+:.-]{1,20}){1,3}$/;
const METHODS = ['SUBSCRIBE', 'UNSUBSCRIBE', 'LIST_SUBSCRIPTIONS', 'SET_PROPERTY', 'GET_PROPERTY'];
const LONGEST_ID = 36;

type Id = number | string | null;

export class StreamRequests {
  /** Names subscribed, in the order of asking. */
  readonly streams = new Set<string>();
  /** Whether messages are wrapped as `{"stream":…,"data":…}`. */
  combined: boolean;
  readonly #maxStreams: number;

  constructor(combined: boolean, maxStreams: number) {
    this.combined = combined;
    this.#maxStreams = maxStreams;
  }

  /** Subscribes to the names of a URL; answers false, and subscribes to none, where one is malformed or they are too many. */
  open(names: readonly string[]): boolean {
    return this.#subscribe(names) === undefined;
  }

  /** The answer to a request. */
  answer(text: string): string {
    let request: unknown;
    try {
      request = JSON.parse(text);
    } catch {
      return error(undefined, 3, 'Invalid JSON: expected value at line 1 column 1');
    }
    if (typeof request !== 'object' || request === null || Array.isArray(request)) {
      return error(undefined, 2, 'Invalid request: expected an object');
    }
    const { method, params, id } = request as { method?: unknown; params?: unknown; id?: unknown };
    if (!isId(id)) return error(undefined, 2, 'Invalid request: request ID must be an unsigned integer');
    if (method === undefined)
      return error(id, 2, `Invalid request: missing field \`method\` at line 1 column ${text.length}`);
    if (typeof method !== 'string' || !METHODS.includes(method)) {
      const expected = METHODS.map((name) => `\`${name}\``).join(', ');
      return error(
        id,
        2,
        `Invalid request: unknown variant \`${typeof method === 'string' ? method : JSON.stringify(method)}\`, expected one of ${expected}`,
      );
    }
    return this.#perform(method, params, id);
  }

  #perform(method: string, params: unknown, id: Id): string {
    switch (method) {
      case 'SUBSCRIBE':
      case 'UNSUBSCRIBE':
        return this.#change(method, params, id);
      case 'LIST_SUBSCRIPTIONS':
        return result([...this.streams], id);
      default:
        return this.#property(method, params, id);
    }
  }

  #change(method: string, params: unknown, id: Id): string {
    if (params === undefined) return error(id, 2, 'Invalid request: missing field `params`');
    if (!Array.isArray(params) || !params.every((name) => typeof name === 'string')) {
      return error(id, 2, 'Invalid request: params must be a list of stream names');
    }
    if (method === 'SUBSCRIBE') return this.#subscribe(params, id) ?? result(null, id);
    for (const name of params) this.streams.delete(name);
    return result(null, id);
  }

  #subscribe(names: readonly string[], id?: Id): string | undefined {
    if (!names.every((name) => STREAM_NAME.test(name))) return error(id, 2, 'Invalid request: invalid stream');
    const all = new Set([...this.streams, ...names]);
    if (all.size > this.#maxStreams) return error(id, 4, 'Too many subscriptions');
    for (const name of names) this.streams.add(name);
    return undefined;
  }

  #property(method: string, params: unknown, id: Id): string {
    const [name, value, ...rest] = Array.isArray(params) ? params : [];
    if (typeof name !== 'string') return error(id, 2, 'Invalid request: property name must be a string');
    if (name !== 'combined') return error(id, 0, 'Unknown property');
    if (rest.length > 0 || (method === 'GET_PROPERTY' && value !== undefined)) {
      return error(id, 2, 'Invalid request: too many parameters');
    }
    if (method === 'GET_PROPERTY') return result(this.combined, id);
    if (typeof value !== 'boolean') return error(id, 1, 'Invalid value type: expected Boolean');
    this.combined = value;
    return result(null, id);
  }
}

function isId(id: unknown): id is Id {
  if (id === null || Number.isSafeInteger(id)) return true;
  return typeof id === 'string' && id.length <= LONGEST_ID && /^[A-Za-z0-9_-]*$/.test(id);
}

function result(value: unknown, id: Id): string {
  return JSON.stringify({ result: value, id });
}

/** `id` is left out where the request has none that can be repeated. */
function error(id: Id | undefined, code: number, msg: string): string {
  return JSON.stringify(id === undefined ? { error: { code, msg } } : { error: { code, msg }, id });
}
