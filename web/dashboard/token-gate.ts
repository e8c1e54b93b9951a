/** The token of a host that asks for one: pasted into a dialog, kept by this tab alone, never in an address. */
import { LiveText, part } from './element.js';

const STORED = 'tickwire.token';
/** A token that ends sooner is not shown again: another is asked for. */
const SOON_MS = 30_000;
/** A JSON Web Token as it is written. */
const FORM = /^[\w-]+\.[\w-]+\.[\w-]+$/;

/** Whether the host beside the page asks for tokens; false where that cannot be learnt: the connection then tells. */
export async function asksForToken(health: URL): Promise<boolean> {
  try {
    const answer = (await (await fetch(health)).json()) as { tokens?: unknown };
    return answer.tokens === 'required';
  } catch {
    return false;
  }
}

export class TokenGate {
  readonly #dialog = part<HTMLDialogElement>('token');
  readonly #input = part<HTMLInputElement>('token-input');
  readonly #why = LiveText.in(part('token-why'));
  #waiting: ((token: string) => void)[] = [];

  constructor() {
    // It is answered, or it stays: without a token there is nothing to show.
    this.#dialog.addEventListener('cancel', (event) => event.preventDefault());
    part<HTMLFormElement>('token-form').addEventListener('submit', (event) => {
      event.preventDefault();
      this.#take(this.#input.value.trim());
    });
  }

  /** As `options.token` of the client: called at each connection, and again before a token ends. */
  token(): Promise<string> {
    const stored = sessionStorage.getItem(STORED);
    const endMs = stored === null ? 0 : endOf(stored);
    if (stored !== null && endMs - Date.now() > SOON_MS) return Promise.resolve(stored);
    return this.#ask(stored === null ? '' : 'The last token ends, or has ended.');
  }

  /** The host does not take it; with another the page begins anew. @param reason the host's own words */
  refused(reason: string): void {
    sessionStorage.removeItem(STORED);
    void this.#ask(reason).then(() => location.reload());
  }

  #ask(why: string): Promise<string> {
    this.#why.set(why);
    if (!this.#dialog.open) this.#dialog.showModal();
    return new Promise((resolve) => this.#waiting.push(resolve));
  }

  #take(text: string): void {
    if (!FORM.test(text)) {
      this.#why.set('This is no token: it has three parts with dots between.');
      return;
    }
    if (endOf(text) - Date.now() <= SOON_MS) {
      this.#why.set('This token has ended, or ends within half a minute.');
      return;
    }
    sessionStorage.setItem(STORED, text);
    this.#input.value = '';
    this.#dialog.close();
    const waiting = this.#waiting;
    this.#waiting = [];
    for (const resolve of waiting) resolve(text);
  }
}

/** When a token ends, ms since the epoch; Infinity where it does not say: the host judges it, not the page. */
function endOf(token: string): number {
  try {
    const claims = JSON.parse(atob(token.split('.')[1]!.replaceAll('-', '+').replaceAll('_', '/'))) as {
      exp?: unknown;
    };
    return typeof claims.exp === 'number' ? claims.exp * 1000 : Number.POSITIVE_INFINITY;
  } catch {
    return Number.POSITIVE_INFINITY;
  }
}
