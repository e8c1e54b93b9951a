/** From the text of a file and the flags to a checked configuration, or to one line a problem. */
import { parseDocument, type YAMLParseError } from 'yaml';
import { contradictions } from './contradictions.js';
import { knownKeys } from './known-keys.js';
import { overlay, type StartFlags } from './overlay.js';
import { problems } from './problems.js';
import { type Config, configSchema } from './schema.js';
import { readTextFile } from './text-file.js';

export type ConfigResult =
  | { readonly ok: true; readonly config: Config }
  | { readonly ok: false; readonly problems: readonly string[] };

const keysAt = knownKeys(configSchema);

/** Largest file taken for a configuration. */
export const MAX_CONFIG_BYTES = 1_048_576;

/** Reads a file (undefined: none) and lays the flags over it. Never throws. */
export function loadConfig(file: string | undefined, flags: StartFlags): ConfigResult {
  if (file === undefined) return checked(undefined, flags);
  const read = readTextFile(file, MAX_CONFIG_BYTES);
  return read.ok ? named(file, parseConfig(read.text, flags)) : { ok: false, problems: [`${file}: ${read.reason}`] };
}

/** @param text YAML or JSON */
export function parseConfig(text: string, flags: StartFlags = {}): ConfigResult {
  const document = parseDocument(text, { prettyErrors: true, logLevel: 'error' });
  // What follows the first error of syntax is mostly its consequence.
  const fault = document.errors[0];
  if (fault !== undefined) return { ok: false, problems: [syntaxProblem(fault)] };
  try {
    return checked(document.toJS() ?? {}, flags);
  } catch (error) {
    // Aliases without an anchor, or more of them than the parser bears.
    return { ok: false, problems: [error instanceof Error ? error.message : String(error)] };
  }
}

function syntaxProblem({ code, message }: YAMLParseError): string {
  if (code === 'MULTIPLE_DOCS') return 'more than one document; expected one, without a line of ---';
  if (message.startsWith('Maximum call stack')) return 'nested too deeply to be read';
  return (message.split('\n')[0] ?? '').replace(/:$/, '');
}

function checked(file: unknown, flags: StartFlags): ConfigResult {
  const overlaid = overlay(file, flags);
  if (!overlaid.ok) return overlaid;
  const result = configSchema.safeParse(overlaid.raw);
  if (!result.success) {
    return { ok: false, problems: problems(result.error, overlaid.raw, keysAt) };
  }
  const found = contradictions(result.data);
  return found.length > 0 ? { ok: false, problems: found } : { ok: true, config: result.data };
}

function named(file: string, result: ConfigResult): ConfigResult {
  return result.ok ? result : { ok: false, problems: result.problems.map((line) => `${file}: ${line}`) };
}
