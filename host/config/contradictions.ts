/** What no single value of a configuration shows: values that do not go together, one line each. */
import { venueById } from '../feeds/venues.js';
import { type Config, SIMULATED } from './schema.js';
import { MAX_RING_BYTES, MIN_RING_BYTES } from './thread-limits.js';

export function contradictions(config: Config): string[] {
  return [
    ...venueProblems(config),
    ...capacityProblems(config),
    ...ringProblems(config),
    ...orderProblems(config),
    ...tlsProblems(config),
    ...keyProblems(config),
  ];
}

function venueProblems({ venues }: Config): string[] {
  const found: string[] = [];
  for (const [id, venue] of Object.entries(venues)) {
    const embedded = id === SIMULATED && venue?.wsUrl === undefined;
    if (venue?.symbols === undefined && !embedded) {
      found.push(`venues.${id}.symbols: missing; expected a list such as [BTCUSDT], or --symbols BTCUSDT`);
    }
    const wrongDepth = depthProblem(id, venue?.depth);
    if (wrongDepth !== undefined) found.push(wrongDepth);
    if (embedded && venue?.restUrl !== undefined) found.push(`venues.${id}.restUrl: needs wsUrl beside it`);
  }
  if (Object.keys(venues).length === 0) {
    found.push('venues: names none; leave the key out for the simulated exchange');
  }
  return found;
}

function depthProblem(id: string, depth: number | undefined): string | undefined {
  const depths = venueById(id)?.depths ?? [];
  if (depth === undefined || depths.includes(depth)) return undefined;
  const expected = depths.length === 0 ? 'none: its books are always whole' : `one of ${depths.join(', ')}`;
  return `venues.${id}.depth: ${depth} is not usable; expected ${expected}`;
}

function capacityProblems({ venues, core }: Config): string[] {
  const symbols = Object.values(venues).reduce((sum, venue) => sum + (venue?.symbols?.length ?? 0), 0);
  if (symbols <= core.streams) return [];
  const more = 'and one more for each view that clients ask for';
  return [`core.streams: ${core.streams} is not usable; expected one for each of ${symbols} symbols, ${more}`];
}

function ringProblems({ threads }: Config): string[] {
  const { ringBytes } = threads.limits;
  if (ringBytes >= MIN_RING_BYTES && ringBytes <= MAX_RING_BYTES) return [];
  const expected = `an integer from ${MIN_RING_BYTES} to ${MAX_RING_BYTES}`;
  return [`threads.limits.ringBytes: ${ringBytes} is not usable; expected ${expected}`];
}

/** Limits of which one may not exceed the other. */
function orderProblems({ gateway, feeds, threads }: Config): string[] {
  const { limits } = gateway;
  const ordered: [low: string, lowValue: number, high: string, highValue: number][] = [
    ['gateway.limits.minInterval', limits.minIntervalMs, 'gateway.limits.defaultInterval', limits.defaultIntervalMs],
    ['gateway.limits.defaultInterval', limits.defaultIntervalMs, 'gateway.limits.maxInterval', limits.maxIntervalMs],
    ['gateway.limits.sendLowBytes', limits.sendLowBytes, 'gateway.limits.sendHighBytes', limits.sendHighBytes],
    ['gateway.limits.sendHighBytes', limits.sendHighBytes, 'gateway.limits.sendMaxBytes', limits.sendMaxBytes],
    ['feeds.reconnect.min', feeds.reconnect.minMs, 'feeds.reconnect.max', feeds.reconnect.maxMs],
    [
      'threads.limits.restart.min',
      threads.limits.restart.minMs,
      'threads.limits.restart.max',
      threads.limits.restart.maxMs,
    ],
    ['feeds.resync.min', feeds.resync.minMs, 'feeds.resync.max', feeds.resync.maxMs],
  ];
  return ordered.flatMap(([low, lowValue, high, highValue]) => {
    if (lowValue <= highValue) return [];
    const unit = low.endsWith('Bytes') ? 'bytes' : 'ms';
    return [`${low}: ${lowValue} ${unit} is not usable; expected at most ${high}, ${highValue} ${unit}`];
  });
}

function tlsProblems({ gateway: { tls } }: Config): string[] {
  if ((tls.certFile === undefined) === (tls.keyFile === undefined)) return [];
  const missing = tls.certFile === undefined ? 'certFile' : 'keyFile';
  return [`gateway.tls.${missing}: missing; expected the path of a file, beside the other's`];
}

function keyProblems({ gateway: { auth } }: Config): string[] {
  const found: string[] = [];
  for (const [at, { kid, secretFile, publicKeyFile }] of auth.keys.entries()) {
    const where = `gateway.auth.keys[${at}]`;
    if ((secretFile === undefined) === (publicKeyFile === undefined)) {
      found.push(`${where}: expected either secretFile or publicKeyFile`);
    }
    const first = auth.keys.findIndex((key) => key.kid === kid);
    if (first < at) found.push(`${where}.kid: ${kid} is that of keys[${first}], too; expected each once`);
  }
  return found;
}
