/** A place in a stream: what a reader that is there has. */
export interface StreamPosition {
  /** Drawn at random when the stream began. */
  readonly epoch: number;
  readonly sequence: number;
  /** Trades that the frames up to there carried or counted, those of earlier epochs included. */
  readonly trades: number;
}
