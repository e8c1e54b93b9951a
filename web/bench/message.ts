/** What the page and its worker say to each other. */
import type { ContestResult, Result } from '../../bench/result.js';

export interface StartMessage {
  readonly scale: 'quick' | 'full';
  /** Addresses of the two builds. */
  readonly wasm: { readonly simd: string; readonly scalar: string };
}

export type WorkerMessage =
  | { readonly kind: 'working'; readonly line: string; readonly done: number; readonly of: number }
  | { readonly kind: 'held'; readonly contest: ContestResult }
  | { readonly kind: 'ended'; readonly outcome: Pick<Result, 'contests' | 'verdicts' | 'skipped'> }
  | { readonly kind: 'failed'; readonly reason: string };
