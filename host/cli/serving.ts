/** What commands that serve until they are told to stop have in common: a port that cannot be had, and the signal to stop. */
import type { EventEmitter } from 'node:events';
import { UsageError } from './usage-error.js';

/** Waits for `listen`; turns the system's refusal into one line for the user. */
export async function listening<T>(listen: () => Promise<T>, host: string, port: number): Promise<T> {
  try {
    return await listen();
  } catch (error) {
    const line = refusal(error, host, port);
    throw line === undefined ? error : new UsageError(line);
  }
}

function refusal(error: unknown, host: string, port: number): string | undefined {
  switch (error instanceof Error && 'code' in error ? error.code : undefined) {
    case 'EADDRINUSE':
      return `port ${port} of ${host} is in use; --port picks another, 0 any free one`;
    case 'EACCES':
      return `port ${port} of ${host} may not be used by you; --port picks another`;
    case 'EADDRNOTAVAIL':
    case 'ENOTFOUND':
    case 'EAI_AGAIN':
      return `${host} is no interface of this machine; --host picks another, such as 127.0.0.1`;
    default:
      return undefined;
  }
}

/** Runs `stop` at the first SIGINT or SIGTERM; a second one ends the process the hard way. `signals` is the process. */
export function onStop(signals: EventEmitter, stop: () => void): void {
  const once = () => {
    signals.off('SIGINT', once);
    signals.off('SIGTERM', once);
    stop();
  };
  signals.on('SIGINT', once);
  signals.on('SIGTERM', once);
}
