/** Why a frame was not decoded, as a decoder's parts hand it to their caller. */
import type { Fault } from './venue.js';

export interface Refusal {
  readonly fault: Fault;
  /** One line. */
  readonly reason: string;
}

export function refuse(fault: Fault, reason: string): Refusal {
  return { fault, reason };
}
