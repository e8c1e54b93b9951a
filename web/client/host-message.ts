/** Reads a control message of the host. What is not understood is never acted on. */
import { CODEC_NAMES } from '../../host/wire/codec.js';
import {
  type HostMessage,
  RECOVERY_KINDS,
  RESUMPTION_KINDS,
  type SymbolInfo,
  TIER_REASONS,
} from '../../host/wire/control.js';
import { REASON_NAMES, STATE_NAMES } from '../../host/wire/state.js';

type Fields = { readonly [name: string]: unknown };

const isObject = (value: unknown): value is Fields =>
  typeof value === 'object' && value !== null && !Array.isArray(value);
const isInteger = (value: unknown): boolean => Number.isSafeInteger(value) && (value as number) >= 0;
const isString = (value: unknown): boolean => typeof value === 'string';
const isOneOf = (value: unknown, names: readonly string[]): boolean => names.includes(value as string);

const isSymbol = (value: unknown): value is SymbolInfo =>
  isObject(value) &&
  isString(value['symbol']) &&
  isString(value['venue']) &&
  isOneOf(value['state'], STATE_NAMES) &&
  isOneOf(value['reason'], REASON_NAMES);
const areSymbols = (value: unknown): boolean => Array.isArray(value) && value.every(isSymbol);

const areNames = (value: unknown): boolean => Array.isArray(value) && value.every(isString);

const isStanding = (message: Fields): boolean =>
  isInteger(message['stream']) &&
  isOneOf(message['state'], STATE_NAMES) &&
  isOneOf(message['reason'], REASON_NAMES) &&
  isInteger(message['tradesSent']);

/** What is said to who comes back, if anything is. */
const isResumption = ({ recovery, sequence, missedTrades }: Fields): boolean =>
  isOneOf(recovery ?? 'behind', RESUMPTION_KINDS) &&
  isInteger(sequence ?? 0) &&
  (sequence !== undefined || (recovery ?? 'behind') === 'behind') &&
  isInteger(missedTrades ?? 0);

/** Fields and reasons may be others than this version knows. */
const isDifference = (value: unknown): boolean =>
  isObject(value) &&
  isString(value['field']) &&
  isString(value['reason']) &&
  (isInteger(value['asked']) || isString(value['asked']) || areNames(value['asked']));
const areDifferences = (value: unknown): boolean => Array.isArray(value) && value.every(isDifference);

const isGranted = (message: Fields): boolean =>
  isInteger(message['depth']) &&
  isInteger(message['intervalMs']) &&
  typeof message['trades'] === 'boolean' &&
  isOneOf(message['codec'], CODEC_NAMES) &&
  areNames(message['analytics'] ?? []) &&
  areNames(message['unknownAnalytics'] ?? []) &&
  areDifferences(message['differs'] ?? []) &&
  isInteger(message['match'] ?? 0);

const CHECKS: { readonly [T in HostMessage['type']]: (message: Fields) => boolean } = {
  welcome: (message) =>
    isInteger(message['version']) && isString(message['software']) && areSymbols(message['symbols']),
  subscribed: (message) =>
    isInteger(message['id']) &&
    isStanding(message) &&
    isString(message['symbol']) &&
    isGranted(message) &&
    isResumption(message),
  changed: ({ id, from, epoch, sequence, ...message }) =>
    (id === null || isInteger(id)) &&
    [from, epoch, sequence].every(isInteger) &&
    isStanding(message) &&
    isString(message['symbol']) &&
    isGranted(message),
  matched: (message) =>
    isInteger(message['id']) &&
    isInteger(message['match']) &&
    areNames(message['symbols']) &&
    isInteger(message['granted']) &&
    isInteger(message['omitted']) &&
    isString(message['code'] ?? '') &&
    areDifferences(message['differs'] ?? []),
  unmatched: (message) =>
    isInteger(message['id']) &&
    isInteger(message['match']) &&
    Array.isArray(message['streams']) &&
    message['streams'].every(isInteger),
  tier: (message) =>
    isInteger(message['tier']) && isOneOf(message['reason'], TIER_REASONS) && isInteger(message['factor']),
  measuring: (message) => isInteger(message['id']) && isInteger(message['intervalMs']),
  hops: ({ probe, stream, sequence, event, recv, book, encoded, sent }) =>
    [probe, stream, sequence, event ?? 0, recv, book, encoded, sent].every(isInteger),
  adapted: (message) =>
    isInteger(message['id']) && typeof message['adaptive'] === 'boolean' && isInteger(message['tier']),
  unsubscribed: (message) => isInteger(message['id']) && isInteger(message['stream']),
  resynced: (message) => isInteger(message['id']) && isStanding(message),
  behind: (message) =>
    isStanding(message) &&
    isOneOf(message['recovery'], RECOVERY_KINDS) &&
    isInteger(message['sequence']) &&
    isInteger(message['missedTrades']),
  symbols: (message) => isInteger(message['id']) && areSymbols(message['symbols']),
  pong: (message) => isInteger(message['id']) && isInteger(message['sent']) && isInteger(message['host']),
  authenticated: (message) =>
    isInteger(message['id']) &&
    Array.isArray(message['symbols']) &&
    message['symbols'].every(isString) &&
    (message['expiresInMs'] === undefined || isInteger(message['expiresInMs'])),
  error: (message) =>
    (message['id'] === null || isInteger(message['id'])) &&
    isString(message['code']) &&
    isString(message['message']) &&
    isString(message['symbol'] ?? ''),
};

/** A message; `unknown` for a type that this version does not know; undefined for what is none. */
export function parseHostMessage(text: string): HostMessage | 'unknown' | undefined {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    return undefined;
  }
  if (!isObject(value) || typeof value['type'] !== 'string') return undefined;
  if (!Object.hasOwn(CHECKS, value['type'])) return 'unknown';
  const check = CHECKS[value['type'] as HostMessage['type']];
  return check(value) ? (value as unknown as HostMessage) : undefined;
}
