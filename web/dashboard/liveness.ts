/** What the page says of a book: whether it is live, and if not, why, in words, with a tone that gives shape and colour. */
import type { StateName } from '../../host/wire/state.js';
import type { SubscriptionReason, SubscriptionState } from '../client/index.js';

export type Tone = 'live' | 'waiting' | 'stale' | 'lost';

/** The page's connection to its host. `unreachable`: it was never there; `refused`: the host will not have us. */
export type LinkState = 'connecting' | 'open' | 'lost' | 'unreachable' | 'refused';

export interface BookCondition {
  readonly link: LinkState;
  /** What the client says of it, in one line; empty where it says nothing. */
  readonly linkReason: string;
  /** How many symbols the host offers; undefined: it has not said. */
  readonly symbols: number | undefined;
  /** Whether the symbol of the address is one of them. */
  readonly offered: boolean;
  readonly state: SubscriptionState;
  readonly reason: SubscriptionReason;
  /** Whether there are levels to show. */
  readonly filled: boolean;
}

export interface Liveness {
  /** The only case in which figures may look live. */
  readonly live: boolean;
  readonly tone: Tone;
  readonly headline: string;
  readonly detail: string;
}

const REASON_WORDS: Partial<Record<SubscriptionReason, string>> = {
  none: '',
  gap: 'an update of the exchange went missing',
  checksum: "the exchange's checksum did not match",
  crossed: 'its best bid reached its best ask',
  disconnected: 'the exchange is disconnected',
  silent: 'the exchange has gone quiet',
  capacity: 'it outgrew its capacity',
  grid: 'its price grid changed',
  refused: 'the exchange refused it',
  quote: 'the best quote did not match',
  behind: 'this page reads too slowly',
  fingerprint: 'the fingerprint did not match',
};

/** One word for a reason, as the list of symbols shows it; empty where there is nothing to say. */
export function reasonWord(reason: SubscriptionReason): string {
  return reason === 'none' ? '' : reason.replaceAll('_', ' ');
}

/** Why a symbol is in its state, as the end of a sentence; empty where there is nothing to say. */
export function reasonWords(reason: SubscriptionReason): string {
  // What is left are the codes of a refused frame.
  return REASON_WORDS[reason] ?? `a frame was refused (${reason.replaceAll('_', ' ')})`;
}

const TONES: Record<SubscriptionState, Tone> = {
  connecting: 'waiting',
  syncing: 'waiting',
  live: 'live',
  stale: 'stale',
  closed: 'lost',
};

/** The tone in which the list shows a symbol's state; the state's name is its word. */
export function stateTone(state: SubscriptionState): Tone {
  return TONES[state];
}

const LISTED: Record<StateName, SubscriptionState> = {
  connecting: 'connecting',
  buffering: 'syncing',
  bridging: 'syncing',
  live: 'live',
  stale: 'stale',
  resyncing: 'stale',
  closed: 'closed',
};

/** The state of a symbol that the page does not follow, as the host's list names it. */
export function listedState(state: StateName): SubscriptionState {
  return LISTED[state];
}

const IN_SYNC = ' This is the last that was in sync.';
const ARRIVED = ' This is the last that arrived.';

export function liveness(condition: BookCondition): Liveness {
  return linkTrouble(condition) ?? choiceTrouble(condition) ?? bookState(condition);
}

function linkTrouble({ link, linkReason, filled }: BookCondition): Liveness | undefined {
  const past = filled ? ARRIVED : '';
  switch (link) {
    case 'open':
      return undefined;
    case 'connecting':
      return other('waiting', 'Connecting', 'to the host.');
    case 'lost':
      return other('lost', 'Not live', `– connection to the host lost, trying again.${past}`);
    case 'unreachable':
      return other('lost', 'Not live', '– the host does not answer, trying again.');
    case 'refused':
      return other(
        'lost',
        'Not live',
        `– ${linkReason || 'the host closed the connection'}; reload to try again.${past}`,
      );
  }
}

function choiceTrouble({ symbols, offered, filled }: BookCondition): Liveness | undefined {
  if (symbols === undefined) return other('waiting', 'Connected', '– asking the host for its symbols.');
  if (offered) return undefined;
  if (filled) return other('lost', 'Not live', `– the host no longer offers it.${IN_SYNC}`);
  return symbols === 0
    ? other('waiting', 'No symbols', '– the host offers none yet.')
    : other('waiting', 'No such symbol', '– the host does not offer it; choose one of the list.');
}

function bookState({ state, reason, filled }: BookCondition): Liveness {
  const why = reasonWords(reason);
  switch (state) {
    case 'live':
      return {
        live: true,
        tone: 'live',
        headline: 'Live',
        detail: filled ? '– checked against the host by fingerprint.' : '– the book is empty.',
      };
    case 'connecting':
      return other('waiting', 'Connecting', `– ${why || 'subscribing'}.`);
    case 'syncing':
      return other('waiting', why === '' ? 'Syncing' : 'Waiting', `– ${why || 'the host is getting the book'}.`);
    case 'stale':
      return other('stale', 'Not live', `– ${why || 'the book is out of sync'}.${filled ? IN_SYNC : ''}`);
    case 'closed':
      return other('lost', 'Not live', '– the host refused the subscription; reload to try again.');
  }
}

function other(tone: Tone, headline: string, detail: string): Liveness {
  return { live: false, tone, headline, detail };
}
