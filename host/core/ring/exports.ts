/** The ring functions of the core as WebAssembly exports them; assembly/ring says what each does. */
export interface RingExports {
  ringBytes(capacity: number): number;
  spscCreate(ring: number, capacity: number, recordBytes: number): number;
  spscAttach(ring: number, side: number, takeover: number): number;
  spscClose(ring: number, side: number): number;
  spscReserve(ring: number, bytes: number): number;
  spscCommit(ring: number, bytes: number): number;
  spscPublish(ring: number): number;
  spscWrite(ring: number, source: number, bytes: number): number;
  spscSubmit(ring: number, filled: number, want: number): number;
  spscPeek(ring: number): number;
  spscAdvance(ring: number): number;
  spscRelease(ring: number): number;
  spscRead(ring: number, target: number, room: number): number;
  spscTake(ring: number, done: number, want: number): number;
  broadcastCreate(ring: number, capacity: number, recordBytes: number): number;
  broadcastAttach(ring: number, takeover: number): number;
  broadcastClose(ring: number): number;
  broadcastReserve(ring: number, bytes: number): number;
  broadcastCommit(ring: number, bytes: number): number;
  broadcastPublish(ring: number): number;
  broadcastWrite(ring: number, source: number, bytes: number): number;
  broadcastSubmit(ring: number, filled: number, want: number): number;
  broadcastJoin(ring: number, reader: number): number;
  broadcastPeek(ring: number, reader: number): number;
  broadcastAdvance(ring: number, reader: number): number;
  broadcastRead(ring: number, reader: number, target: number, room: number): number;
  broadcastTake(ring: number, reader: number, done: number, want: number): number;
}

/** The core's instance, as far as rings need it. */
export interface RingCore {
  readonly exports: RingExports;
  readonly memory: WebAssembly.Memory;
}
