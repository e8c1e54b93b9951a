/** The host's log on standard output: lines for people on a terminal, JSON for programs. */
import { type Logger, pino } from 'pino';
import pretty from 'pino-pretty';
import type { Config } from '../config/schema.js';

export function createLog(config: Config['log'], isTerminal: boolean): Logger {
  const readable = config.format === 'pretty' || (config.format === 'auto' && isTerminal);
  const options = { level: config.level, base: null };
  // Synchronous, so that the last lines before an exit are not lost.
  if (!readable) return pino(options, pino.destination({ dest: 1, sync: true }));
  const stream = pretty({
    colorize: isTerminal,
    destination: 1,
    sync: true,
    translateTime: 'SYS:HH:MM:ss.l',
    // Messages say all there is to say; fields are for programs.
    hideObject: true,
  });
  return pino(options, stream);
}
