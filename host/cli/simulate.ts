/** `tickwire simulate`: a simulated exchange on a port of its own, until it is told to stop. */
import type { EventEmitter } from 'node:events';
import { type Command, InvalidArgumentError } from 'commander';
import { host, port } from '../config/field.js';
import { rate, SIMULATED, seed } from '../config/schema.js';
import { INSTRUMENTS } from '../feeds/simulated/instrument.js';
import { FAULTS, type FaultRates, parseFaultRates } from '../feeds/simulated/misbehaviour.js';
import { DEFAULT_RATE, DEFAULT_SEED, SimulatedExchange } from '../feeds/simulated/simulated-exchange.js';
import { bySchema, numberBySchema } from './flag.js';
import { listening, onStop } from './serving.js';
import { UsageError } from './usage-error.js';

const DEFAULT_PORT = 9443;

interface Flags {
  readonly host: string;
  readonly port: number;
  readonly seed: number;
  readonly rate: number;
  readonly symbols?: readonly string[];
  readonly misbehave?: FaultRates;
}

/** @param signals what tells of SIGINT and SIGTERM */
export function registerSimulate(program: Command, signals: EventEmitter = process): void {
  // Without twins in the environment: those are of `tickwire start`, which often runs beside this.
  program
    .command('simulate')
    .description('Run a simulated exchange that speaks the public protocol of Binance spot.')
    .option('--port <port>', 'port to listen on, 0 for any', numberBySchema(port), DEFAULT_PORT)
    .option('--host <host>', 'interface to listen on', bySchema(host), '127.0.0.1')
    .option('--seed <integer>', 'same seed, same market', numberBySchema(seed), DEFAULT_SEED)
    .option('--rate <number>', 'events a second and symbol', numberBySchema(rate), DEFAULT_RATE)
    .option('--symbols <list>', `out of ${INSTRUMENTS.map(({ symbol }) => symbol).join(',')}`, symbolList)
    .option('--misbehave <faults>', `probabilities of ${FAULTS.join(', ')}, as in drop=0.01,gap=0.001`, faultRates)
    .addHelpText('after', '\nConnect with: tickwire start --venue simulated --ws-url … --rest-url … --symbols …')
    .action((flags: Flags, command: Command) => simulate(flags, command, signals));
}

function symbolList(text: string): string[] {
  const names = text.split(',').map((name) => name.trim());
  if (names.includes('')) throw new InvalidArgumentError('Expected symbols such as BTCUSDT,ETHUSDT.');
  return names;
}

function faultRates(text: string): FaultRates {
  const rates = parseFaultRates(text);
  if (typeof rates === 'string') throw new InvalidArgumentError(rates);
  return rates;
}

async function simulate(flags: Flags, command: Command, signals: EventEmitter): Promise<void> {
  const exchange = create(flags);
  const { wsUrl, restUrl } = await listening(() => exchange.listen(flags), flags.host, flags.port);
  onStop(signals, () => void exchange.close());
  const names = exchange.symbols.join(',');
  const faults = Object.entries(flags.misbehave ?? {}).map(([fault, rate]) => `${fault}=${rate}`);
  const lines = [
    `simulated exchange: ${names}, ${flags.rate} events a second each, seed ${flags.seed}`,
    ...(faults.length > 0 ? [`misbehaving: ${faults.join(', ')}`] : []),
    `streams ${wsUrl}   REST ${restUrl}`,
    `connect: tickwire start --venue ${SIMULATED} --ws-url ${wsUrl} --rest-url ${restUrl} --symbols ${names}`,
    'stop: Ctrl-C',
  ];
  command.configureOutput().writeOut?.(`${lines.join('\n')}\n`);
}

function create(flags: Flags): SimulatedExchange {
  try {
    return new SimulatedExchange(flags);
  } catch (error) {
    if (error instanceof RangeError) throw new UsageError(error.message);
    throw error;
  }
}
