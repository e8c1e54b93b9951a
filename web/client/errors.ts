/** What goes wrong with a subscription or a client for good, with a code that a program can act on. */
import type { ErrorCode } from '../../host/wire/control.js';

/**
 * The host's codes, and the library's own: `closed` (the client or the subscription was closed),
 * `refused` (the host will not talk to this client), `core` (the WASM core could not be loaded).
 */
export type TickwireErrorCode = ErrorCode | 'closed' | 'refused' | 'core';

export class TickwireError extends Error {
  readonly code: TickwireErrorCode;

  constructor(code: TickwireErrorCode, message: string) {
    super(message);
    this.name = 'TickwireError';
    this.code = code;
  }
}
