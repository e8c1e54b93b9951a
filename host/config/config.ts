/** From the text of a file and the flags to a checked configuration, or to one line a problem. */
import { readFileSync } from 'node:fs';
import { parseDocument } from 'yaml';
import { venueById } from '../feeds/venues.js';
import { knownKeys } from './known-keys.js';
import { overlay, type StartFlags } from './overlay.js';
import { problems } from './problems.js';
import { type Config, configSchema, SIMULATED } from './schema.js';

export type ConfigResult =
  | { readonly ok: true; readonly config: Config }
  | { readonly ok: false; readonly problems: readonly string[] };

/** Largest file taken for a configuration. */
export const MAX_CONFIG_BYTES = 1_048_576;

/** Reads a file (undefined: none) and lays the flags over it. Never throws. */
export function loadConfig(file: string | undefined, flags: StartFlags): ConfigResult {
  if (file === undefined) return checked(undefined, flags);
  const read = readText(file);
  return read.ok ? named(file, parseConfig(read.text, flags)) : { ok: false, problems: [`${file}: ${read.reason}`] };
}

/** @param text YAML or JSON */
export function parseConfig(text: string, flags: StartFlags = {}): ConfigResult {
  const document = parseDocument(text, { prettyErrors: true, logLevel: 'silent' });
  const faults = document.errors.map((error) => (error.message.split('\n')[0] ?? '').replace(/:$/, ''));
  if (faults.length > 0) return { ok: false, problems: faults };
  try {
    return checked(document.toJS() ?? {}, flags);
  } catch (error) {
    // Aliases without an anchor, or more of them than the parser bears.
    return { ok: false, problems: [error instanceof Error ? error.message : String(error)] };
  }
}

function checked(file: unknown, flags: StartFlags): ConfigResult {
  const overlaid = overlay(file, flags);
  if (!overlaid.ok) return overlaid;
  const result = configSchema.safeParse(overlaid.raw);
  if (!result.success) {
    return { ok: false, problems: problems(result.error, overlaid.raw, knownKeys(configSchema)) };
  }
  const found = contradictions(result.data);
  return found.length > 0 ? { ok: false, problems: found } : { ok: true, config: result.data };
}

/** What no single value shows. */
function contradictions(config: Config): string[] {
  const found: string[] = [];
  const venues = Object.entries(config.venues);
  let symbols = 0;
  for (const [id, venue] of venues) {
    symbols += venue?.symbols?.length ?? 0;
    const embedded = id === SIMULATED && venue?.wsUrl === undefined;
    if (venue?.symbols === undefined && !embedded) {
      found.push(`venues.${id}.symbols: missing; expected a list such as [BTCUSDT], or --symbols BTCUSDT`);
    }
    const wrongDepth = depthProblem(id, venue?.depth);
    if (wrongDepth !== undefined) found.push(wrongDepth);
    if (embedded && venue?.restUrl !== undefined) found.push(`venues.${id}.restUrl: needs wsUrl beside it`);
  }
  if (venues.length === 0) found.push('venues: names none; leave the key out for the simulated exchange');
  if (symbols > config.core.streams) {
    const more = 'and one more for each view that clients ask for';
    found.push(
      `core.streams: ${config.core.streams} is not usable; expected one for each of ${symbols} symbols, ${more}`,
    );
  }
  return found;
}

function depthProblem(id: string, depth: number | undefined): string | undefined {
  const depths = venueById(id)?.depths ?? [];
  if (depth === undefined || depths.includes(depth)) return undefined;
  const expected = depths.length === 0 ? 'none: its books are always whole' : `one of ${depths.join(', ')}`;
  return `venues.${id}.depth: ${depth} is not usable; expected ${expected}`;
}

function readText(file: string): { ok: true; text: string } | { ok: false; reason: string } {
  try {
    const bytes = readFileSync(file);
    if (bytes.byteLength > MAX_CONFIG_BYTES) return { ok: false, reason: `larger than ${MAX_CONFIG_BYTES} bytes` };
    return { ok: true, text: new TextDecoder('utf-8', { fatal: true }).decode(bytes) };
  } catch (error) {
    if (error instanceof TypeError) return { ok: false, reason: 'not UTF-8 text' };
    const code = error instanceof Error && 'code' in error ? String(error.code) : '';
    const reasons: Record<string, string> = {
      ENOENT: 'there is no such file',
      EACCES: 'may not be read',
      EISDIR: 'is a folder',
    };
    return { ok: false, reason: reasons[code] ?? String(error) };
  }
}

function named(file: string, result: ConfigResult): ConfigResult {
  return result.ok ? result : { ok: false, problems: result.problems.map((line) => `${file}: ${line}`) };
}
