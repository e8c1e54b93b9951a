/** `tickwire config`: checks a configuration, prints what it comes to, or writes one to begin with. */
import { writeFileSync } from 'node:fs';
import type { Command } from 'commander';
import { type ConfigResult, loadConfig } from '../config/config.js';
import { ConfigError } from '../config/config-error.js';
import { configText } from '../config/config-text.js';
import { feedPlans } from '../config/feed-plan.js';
import { FIRST_FILE } from '../config/first-file.js';
import { securityFiles } from '../config/gateway-security.js';
import { nearMatch } from '../config/near-match.js';
import type { Config } from '../config/schema.js';
import { addStartFlags, type StartOptions } from './start-flags.js';
import { UsageError } from './usage-error.js';
import { keysFor } from './venue-keys.js';

const DEFAULT_FILE = 'tickwire.yaml';
const NAMES = ['check', 'print', 'init'] as const;

export function registerConfig(program: Command): void {
  const config = program
    .command('config')
    .description('Check or print a configuration, or write one to begin with.')
    .argument('[command]')
    .usage('check|print|init [options] [file]')
    .action((name?: string) => refuse(name));
  const reading = (name: string, description: string) =>
    addStartFlags(config.command(name).description(description).argument('[file]', 'as --config'));
  reading('check', 'Read it as start would, flags and environment too, and say what is wrong.').action(
    (file: string | undefined, flags: StartOptions, command: Command) => {
      const checked = read(file, flags);
      const what = Object.entries(checked.venues).map(
        ([id, venue]) => `${id} (${venue?.symbols?.join(', ') ?? 'all'})`,
      );
      print(command, `${file ?? flags.config ?? 'the configuration'} is usable: ${what.join(', ')}\n`);
    },
  );
  reading('print', 'Print all that start would run with, as a file of its own.').action(
    (file: string | undefined, flags: StartOptions, command: Command) => print(command, configText(read(file, flags))),
  );
  config
    .command('init')
    .description('Write a configuration to begin with; - prints it.')
    .argument('[file]', 'where to', DEFAULT_FILE)
    .action((file: string, _flags: object, command: Command) => init(file, command));
}

function refuse(name: string | undefined): never {
  const near = name === undefined ? undefined : nearMatch(name, NAMES);
  const hint = near === undefined ? `there are ${NAMES.join(', ')}` : `did you mean ${near}?`;
  throw new UsageError(
    `config ${name ?? ''}: ${name === undefined ? 'which command' : 'unknown command'}; ${hint}`.replace(' :', ':'),
  );
}

function read(file: string | undefined, { config: named, ...flags }: StartOptions): Config {
  const loaded: ConfigResult = loadConfig(file ?? named, flags);
  if (!loaded.ok) throw new UsageError(...loaded.problems);
  keysFor(loaded.config);
  try {
    // Reads the files of instruments, of keys and of the certificate.
    feedPlans(loaded.config);
    securityFiles(loaded.config.gateway, process.env);
  } catch (error) {
    if (error instanceof ConfigError) throw new UsageError(...error.problems);
    throw error;
  }
  return loaded.config;
}

function init(file: string, command: Command): void {
  if (file === '-') {
    print(command, FIRST_FILE);
    return;
  }
  try {
    writeFileSync(file, FIRST_FILE, { flag: 'wx' });
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    throw new UsageError(
      code === 'EEXIST' ? `${file} is there already; name another` : `${file} cannot be written: ${code}`,
    );
  }
  print(command, `${file} is written; tickwire start --config ${file} runs it\n`);
}

function print(command: Command, text: string): void {
  command.configureOutput().writeOut?.(text);
}
