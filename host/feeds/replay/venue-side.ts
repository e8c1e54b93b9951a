/** The part of a replay that speaks as one venue: who subscribed to what, and what they are told. */
import type { ClientSocket } from '../simulated/client-socket.js';
import type { Exchange } from '../simulated/socket-server.js';
import type { FrameAddress } from './frame-address.js';

/** A recorded frame of a stream, at its turn. The replayed book has taken it already. */
export interface PlayedFrame {
  readonly address: FrameAddress;
  readonly text: string;
  /** What it did to the book of its symbol. */
  readonly effect: 'none' | 'snapshot' | 'diff';
  /** The venue's checksum in it, -1 is none. */
  readonly checksum: number;
}

export interface VenueSide extends Exchange {
  /** Where its streams are, below the address of the server. */
  readonly wsPath: string;
  /** Connections open. */
  readonly clients: Iterable<ClientSocket>;
  /** Whether a client has subscribed to the book of a symbol. */
  wantsBook(symbol: string): boolean;
  /** Passes a frame on to those who subscribed. */
  play(frame: PlayedFrame): void;
}

/** What the side tells the rest of the replay. */
export interface SideEvents {
  /** A client subscribed to something that was recorded. */
  onSubscribed(): void;
  /** One line for whoever runs the replay. */
  onNote(line: string): void;
}
