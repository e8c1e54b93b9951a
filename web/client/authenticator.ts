/** Shows the host a token at the beginning of a connection, and the next one before the last ends. */
import type { AuthenticatedMessage } from '../../host/wire/control.js';
import type { ClientTime } from './environment.js';
import type { ClientLimits } from './limits.js';
import type { Requests } from './requests.js';

/** A token, or what gets one: it is called at each connection, and again before a token ends. */
export type TokenSource = string | (() => string | Promise<string>);

export interface AuthenticatorContext {
  readonly time: ClientTime;
  readonly limits: ClientLimits;
  readonly requests: Requests;
  /** The first token cannot be had, in one line. */
  onFailed(reason: string): void;
}

/** The longest that timers of browsers wait. */
const MAX_WAIT_MS = 2 ** 31 - 1;

export class Authenticator {
  readonly #source: TokenSource;
  readonly #context: AuthenticatorContext;
  #isStopped = false;
  #cancel: () => void = () => {};

  constructor(source: TokenSource, context: AuthenticatorContext) {
    this.#source = source;
    this.#context = context;
  }

  /** The connection is open. */
  begin(): void {
    this.#show((reason) => this.#context.onFailed(reason));
  }

  stop(): void {
    this.#isStopped = true;
    this.#cancel();
  }

  #show(onFailed: (reason: string) => void): void {
    if (typeof this.#source === 'string') {
      this.#send(this.#source);
      return;
    }
    new Promise<unknown>((resolve) => resolve((this.#source as () => unknown)())).then(
      (token) => {
        if (this.#isStopped) return;
        if (typeof token === 'string' && token !== '') this.#send(token);
        else onFailed('the callback options.token gave no text');
      },
      (error: unknown) => {
        // What the callback says may hold what it asked with: only its kind is told.
        const kind = error instanceof Error ? error.name : typeof error;
        if (!this.#isStopped) onFailed(`the callback options.token failed: ${kind}`);
      },
    );
  }

  #send(token: string): void {
    this.#context.requests.request<AuthenticatedMessage>(
      { type: 'auth', token },
      {
        answer: 'authenticated',
        onAnswer: ({ expiresInMs }) => this.#plan(expiresInMs),
        // The host closes the connection, or lets it go on until the last token ends: then another is asked for.
        onError: () => {},
      },
    );
  }

  /** A token that is no callback cannot be had anew. */
  #plan(expiresInMs: number | undefined): void {
    if (expiresInMs === undefined || typeof this.#source === 'string') return;
    const { tokenLeadMs } = this.#context.limits;
    this.#wait(Math.max(expiresInMs - tokenLeadMs, expiresInMs / 2));
  }

  #wait(ms: number): void {
    const { time, limits } = this.#context;
    this.#cancel = time.after(Math.min(ms, MAX_WAIT_MS), () => this.#show(() => this.#wait(limits.retryMs)));
  }
}
