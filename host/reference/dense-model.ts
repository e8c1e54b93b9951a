/** What the dense codec knows in a generation: states of bits, recent amounts, what happened at prices. */
import { MODEL_PRICES, MODEL_SIZES, MODEL_STATES, SIDE_ASK, SIDE_BID } from '../../assembly/layout.js';
import type { Book } from './l2.js';
import { BookSide } from './side.js';

/** A state that has seen nothing. */
const FRESH_STATE = 0x8000;
const WORD = 2 ** 32;

/** A multiplicative hash of two 32-bit words. */
function mix(low: number, high: number): number {
  return Math.imul(low ^ Math.imul(high, 0x85ebca6b), 0x9e3779b1) >>> 0;
}

/** Place among the recent amounts where this one belongs. */
export function placeOfAmount(lots: number): number {
  return mix(lots % WORD, Math.floor(lots / WORD)) >>> 24;
}

/** Place of a price among those that are remembered. */
export function placeOfPrice(ticks: number, isAsk: boolean): number {
  return mix(ticks % WORD, Math.floor(ticks / WORD) * 2 + (isAsk ? 1 : 0)) >>> 20;
}

export class DenseModel {
  readonly states = new Uint16Array(MODEL_STATES);
  readonly amounts = new Float64Array(MODEL_SIZES);
  /** Ticks, negative for bids, 0 for none; lots before the last change there. */
  readonly prices = new Float64Array(MODEL_PRICES);
  readonly lots = new Float64Array(MODEL_PRICES);
  /** Frames of the generation so far; -1 where none has begun. */
  frame = -1;
  /** tsRecv - tsEvent that is expected, µs. */
  lag = 0;
  /** Changes of each side in the last frame. */
  lastBids = 0;
  lastAsks = 0;

  /** The sides of a writer's book before its last changes. */
  readonly bidsBefore = new BookSide(SIDE_BID);
  readonly asksBefore = new BookSide(SIDE_ASK);

  takeSides({ bids, asks }: Book): void {
    this.bidsBefore.copyFrom(bids);
    this.asksBefore.copyFrom(asks);
  }

  begin(lag: number): void {
    this.states.fill(FRESH_STATE);
    this.amounts.fill(0);
    this.prices.fill(0);
    this.frame = 0;
    this.lag = lag;
    this.lastBids = 0;
    this.lastAsks = 0;
  }

  end(): void {
    this.frame = -1;
  }

  get isInGeneration(): boolean {
    return this.frame > 0;
  }

  copyFrom(other: DenseModel): void {
    this.states.set(other.states);
    this.amounts.set(other.amounts);
    this.prices.set(other.prices);
    this.lots.set(other.lots);
    this.frame = other.frame;
    this.lag = other.lag;
    this.lastBids = other.lastBids;
    this.lastAsks = other.lastAsks;
  }
}
