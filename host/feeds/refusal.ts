/** Why a frame was not decoded, as a decoder's parts hand it to their caller. */
import type { Fault } from './venue.js';

export interface Refusal {
  readonly fault: Fault;
  /** One line. */
  readonly reason: string;
  /** Where the frame was certainly about the book of this symbol. */
  readonly symbol?: string;
}

export function refuse(fault: Fault, reason: string): Refusal {
  return { fault, reason };
}

/** The refusal of a message about a symbol's book. */
export function refuseBook(refusal: Refusal, symbol: string): Refusal {
  return { ...refusal, symbol };
}
