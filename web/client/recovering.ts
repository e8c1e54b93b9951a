/** How a subscription gets over a lost connection, however often it is lost again meanwhile. */
import {
  RECOVERY_KINDS,
  type ReaderPosition,
  type RecoveryKind,
  type SubscribedMessage,
} from '../../host/wire/control.js';

export interface RecoveryStep {
  readonly recovery: RecoveryKind;
  /** Trades that will be counted as missed; undefined: nobody knows how many there were. */
  readonly missedTrades: number | undefined;
}

export class Recovering {
  /** The costliest step. */
  #recovery: RecoveryKind = 'frames';
  #isKnown = true;
  #counted = 0;
  /** Announced, and not counted yet. */
  #due = 0;

  get recovery(): RecoveryKind {
    return this.#recovery;
  }
  get missedTrades(): number | undefined {
    return this.#isKnown ? this.#counted + this.#due : undefined;
  }

  take({ recovery, missedTrades }: RecoveryStep): void {
    if (RECOVERY_KINDS.indexOf(recovery) > RECOVERY_KINDS.indexOf(this.#recovery)) this.#recovery = recovery;
    if (missedTrades === undefined) this.#isKnown = false;
    this.#due = missedTrades ?? 0;
  }

  /** So many trades are missed. */
  count(trades: number): void {
    this.#counted += trades;
    this.#due = Math.max(this.#due - trades, 0);
  }
}

/** @param from where the host was told that the reader is */
export function recoveryBy(granted: SubscribedMessage, from: ReaderPosition | undefined): RecoveryStep {
  const { recovery, missedTrades } = granted;
  if (from === undefined || recovery === undefined) return { recovery: 'snapshot', missedTrades: undefined };
  // With `behind`, how, and how many more, is told later.
  return { recovery: recovery === 'behind' ? 'catch_up' : recovery, missedTrades };
}
