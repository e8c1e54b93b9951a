/** Whether one connection may speak, and to which symbols: from its opening over its token to the token's end. */
import { CLOSE_AUTH_LATE, CLOSE_BAD_TOKEN, CLOSE_EXPIRED, type HostMessage } from '../wire/control.js';
import { type Grant, OPEN_GRANT } from './grant.js';
import type { OutletContext } from './outlet.js';
import type { TokenFault } from './token-verifier.js';

/** Takes tokens; a `TokenVerifier` is one. */
export interface Verifier {
  verify(token: string): Promise<Grant | TokenFault>;
}

/** What a connection's access needs of its session. */
export interface AccessSession {
  readonly isOpen: boolean;
  /** Symbols that the client is subscribed to. */
  symbols(): Iterable<string>;
  send(message: HostMessage): void;
  close(code: number, reason: string): void;
}

export interface AccessEvents {
  /** The first grant: the client may be welcomed. */
  onGranted(): void;
  /** A token was refused; the connection goes on where it has another. */
  onRefused(id: number, code: 'bad_token' | 'expired_token' | 'forbidden', reason: string): void;
}

export class Access {
  readonly #context: OutletContext;
  readonly #verifier: Verifier | undefined;
  readonly #session: AccessSession;
  readonly #events: AccessEvents;
  #grant: Grant | undefined;
  #cancel: () => void = () => {};

  /** @param verifier undefined: the host asks for no token */
  constructor(context: OutletContext, verifier: Verifier | undefined, session: AccessSession, events: AccessEvents) {
    this.#context = context;
    this.#verifier = verifier;
    this.#session = session;
    this.#events = events;
  }

  /** Undefined before the first token. Closes the connection where the token ended without the clock's having told. */
  get grant(): Grant | undefined {
    const grant = this.#grant;
    if (grant !== undefined && grant.expiresMicros <= this.#context.time.wallMicros()) this.#expire();
    return grant;
  }

  /** The connection is open. */
  begin(): void {
    if (this.#verifier === undefined) {
      this.#grant = OPEN_GRANT;
      this.#events.onGranted();
      return;
    }
    const { limits, time, metrics } = this.#context;
    this.#cancel = time.after(limits.authMs, () => {
      metrics.limited('authMs');
      this.#session.close(CLOSE_AUTH_LATE, `show a token within ${limits.authMs} ms: {"type":"auth", …}`);
    });
  }

  /** The connection is over. */
  end(): void {
    this.#cancel();
    this.#cancel = () => {};
  }

  async authenticate(id: number, token: string): Promise<void> {
    const { metrics } = this.#context;
    const found = this.#verifier === undefined ? OPEN_GRANT : await this.#verifier.verify(token);
    metrics.token('fault' in found ? found.fault : 'granted');
    if (!this.#session.isOpen) return;
    if ('fault' in found) this.#refuse(id, found);
    else this.#take(id, found);
  }

  #take(id: number, grant: Grant): void {
    for (const symbol of this.#session.symbols()) {
      if (grant.symbols.allows(symbol)) continue;
      const reason = `this token does not allow ${symbol}, which you are subscribed to: unsubscribe first`;
      this.#events.onRefused(id, 'forbidden', reason);
      return;
    }
    const isFirst = this.#grant === undefined;
    const { subject, symbols, expiresMicros } = grant;
    const leftMs = (expiresMicros - this.#context.time.wallMicros()) / 1000;
    this.#grant = grant;
    this.#cancel();
    this.#cancel = Number.isFinite(leftMs) ? this.#context.time.after(leftMs, () => this.#expire()) : () => {};
    this.#session.send({
      type: 'authenticated',
      id,
      ...(subject !== undefined && { subject }),
      symbols: symbols.texts,
      ...(Number.isFinite(leftMs) && { expiresInMs: Math.max(0, Math.floor(leftMs)) }),
    });
    if (isFirst) this.#events.onGranted();
  }

  #refuse(id: number, { fault, reason }: TokenFault): void {
    const isLate = fault === 'expired';
    this.#events.onRefused(id, isLate ? 'expired_token' : 'bad_token', reason);
    if (this.#grant !== undefined) return;
    this.#session.close(isLate ? CLOSE_EXPIRED : CLOSE_BAD_TOKEN, reason);
  }

  #expire(): void {
    this.#session.close(CLOSE_EXPIRED, 'your token has ended: come back with another');
  }
}
