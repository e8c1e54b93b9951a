/** The flags of `tickwire start`. */
import { type Command, InvalidArgumentError } from 'commander';
import { host, path, port, restUrl, symbols, wsUrl } from '../config/field.js';
import type { StartFlags } from '../config/overlay.js';
import {
  CONFIGURABLE_VENUES,
  coreBuild,
  depth,
  LOG_FORMATS,
  LOG_LEVELS,
  rate,
  SIMULATED,
  seed,
  threadCount,
  threadWait,
} from '../config/schema.js';
import { FAULTS, type FaultRates, parseFaultRates } from '../feeds/simulated/misbehaviour.js';
import { byName, bySchema, flag, listBySchema, numberBySchema } from './flag.js';

export interface StartOptions extends StartFlags {
  readonly config?: string;
}

export function addStartFlags(command: Command): Command {
  return command
    .addOption(flag('--config <file>', 'YAML or JSON; flags and environment win over it', bySchema(path)))
    .addOption(
      flag(
        '--venue <id>',
        `feed from this venue alone: ${CONFIGURABLE_VENUES.join(', ')}`,
        byName(CONFIGURABLE_VENUES),
      ),
    )
    .addOption(flag('--symbols <list>', 'as the venue spells them, commas between', listBySchema<string[]>(symbols)))
    .addOption(flag('--depth <levels>', 'levels a side to ask the venue for', numberBySchema(depth)))
    .addOption(flag('--ws-url <url>', "WebSocket base address instead of the venue's own", bySchema(wsUrl)))
    .addOption(flag('--rest-url <url>', 'REST base address; default: where --ws-url leads', bySchema(restUrl)))
    .addOption(flag('--instruments <file>', 'price and size steps, instead of asking the venue', bySchema(path)))
    .addOption(flag('--host <host>', 'interface to serve on (default 127.0.0.1)', bySchema(host)))
    .addOption(flag('--port <port>', 'port to serve on, 0 for any (default 8080)', numberBySchema(port)))
    .addOption(flag('--tls-cert <file>', 'certificate in PEM, for https and wss', bySchema(path)))
    .addOption(flag('--tls-key <file>', "the certificate's private key in PEM", bySchema(path)))
    .addOption(flag('--token-secret-file <file>', 'ask clients for tokens, signed with this secret', bySchema(path)))
    .addOption(flag('--token-public-key-file <file>', 'the same, by Ed25519 public key in PEM', bySchema(path)))
    .addOption(flag('--core <build>', 'auto, simd or scalar (default auto)', bySchema(coreBuild)))
    .addOption(flag('--threads <count>', 'threads for feeds and books; 0: all in one', numberBySchema(threadCount)))
    .addOption(
      flag(
        '--thread-wait <strategy>',
        'how the gateway waits for them: async, block, yield, spin',
        bySchema(threadWait),
      ),
    )
    .addOption(
      flag('--flight-folder <folder>', 'write the last raw frames there when a book turns out wrong', bySchema(path)),
    )
    .addOption(flag('--seed <integer>', 'of the simulated exchange: same seed, same market', numberBySchema(seed)))
    .addOption(flag('--rate <number>', 'of the simulated exchange: events a second and symbol', numberBySchema(rate)))
    .addOption(
      flag('--misbehave <faults>', `of the simulated exchange, as in drop=0.01 (${FAULTS.join(', ')})`, faultRates),
    )
    .addOption(flag('--log-level <level>', `${LOG_LEVELS.join(', ')} (default info)`, byName(LOG_LEVELS)))
    .addOption(flag('--log-format <format>', 'auto, json or pretty (default auto: by terminal)', byName(LOG_FORMATS)))
    .addHelpText('after', `\nWithout --venue and --config: the ${SIMULATED} exchange, embedded, without a network.`);
}

function faultRates(text: string): FaultRates {
  const rates = parseFaultRates(text);
  if (typeof rates === 'string') throw new InvalidArgumentError(rates);
  return rates;
}
