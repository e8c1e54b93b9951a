/** A client's WebSocket, which says with codes of ours why it refuses a message. */
import { WebSocket } from 'ws';
import { CLOSE_TOO_LARGE, CLOSE_TOO_MANY_PIECES } from '../wire/control.js';

/** Codes that `ws` closes with by itself. */
const OURS: ReadonlyMap<number, readonly [code: number, reason: string]> = new Map([
  [1009, [CLOSE_TOO_LARGE, 'a message was too large']],
  [1008, [CLOSE_TOO_MANY_PIECES, 'a message came in too many pieces']],
]);

export class ClientSocket extends WebSocket {
  /** The code of ours with which it was refused; undefined where it was not. */
  refusedWith: number | undefined;

  override close(code?: number, reason?: string | Buffer): void {
    // Without a reason it is `ws` that closes; the client's own goodbye is answered with what the client said.
    const [own, why] = (reason === undefined && OURS.get(code ?? 0)) || [];
    this.refusedWith ??= own;
    super.close(own ?? code, why ?? reason);
  }
}
