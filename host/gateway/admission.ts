/** How many connections there are, in all, of one address and without a token; and which is one too many. */
import { CLOSE_ADDRESS_FULL, CLOSE_OVERLOADED, CLOSE_UNAUTHENTICATED_FULL } from '../wire/control.js';
import { addressKey } from './client-address.js';
import type { GatewayLimits, LimitName } from './limits.js';

export interface Refused {
  readonly limit: LimitName;
  readonly code: number;
  readonly reason: string;
}

/** A connection that was let in. */
export interface Admitted {
  /** It has shown a token. */
  authenticated(): void;
  /** It is over. May be called twice. */
  leave(): void;
}

export class Admission {
  readonly #limits: GatewayLimits;
  readonly #perAddress = new Map<string, number>();
  #connections = 0;
  #unauthenticated = 0;

  constructor(limits: GatewayLimits) {
    this.#limits = limits;
  }

  get unauthenticated(): number {
    return this.#unauthenticated;
  }

  /** @param wantsToken it has to show a token */
  enter(address: string, wantsToken: boolean): Admitted | Refused {
    const { connections, connectionsPerAddress, unauthenticatedConnections } = this.#limits;
    const key = addressKey(address);
    const ofAddress = this.#perAddress.get(key) ?? 0;
    if (this.#connections >= connections) {
      const reason = `this host has ${connections} connections, as many as it takes`;
      return { limit: 'connections', code: CLOSE_OVERLOADED, reason };
    }
    if (ofAddress >= connectionsPerAddress) {
      const reason = `your address has ${connectionsPerAddress} connections, as many as one may have`;
      return { limit: 'connectionsPerAddress', code: CLOSE_ADDRESS_FULL, reason };
    }
    if (wantsToken && this.#unauthenticated >= unauthenticatedConnections) {
      const reason = `${unauthenticatedConnections} connections have shown no token yet: come back`;
      return { limit: 'unauthenticatedConnections', code: CLOSE_UNAUTHENTICATED_FULL, reason };
    }
    this.#perAddress.set(key, ofAddress + 1);
    this.#connections++;
    if (wantsToken) this.#unauthenticated++;
    return this.#admitted(key, wantsToken);
  }

  #admitted(key: string, wantsToken: boolean): Admitted {
    let owesToken = wantsToken;
    let isIn = true;
    const authenticated = (): void => {
      if (owesToken) this.#unauthenticated--;
      owesToken = false;
    };
    return {
      authenticated,
      leave: () => {
        if (!isIn) return;
        isIn = false;
        authenticated();
        this.#connections--;
        const left = this.#perAddress.get(key)! - 1;
        if (left === 0) this.#perAddress.delete(key);
        else this.#perAddress.set(key, left);
      },
    };
  }
}
