/** What the WebAssembly module exports: assembly/index.ts as JavaScript sees it. */
export interface CoreExports {
  readonly memory: WebAssembly.Memory;
  init(
    streams: number,
    levels: number,
    totalLevels: number,
    trades: number,
    results: number,
    bytes: number,
    models: number,
    history: number,
    values: number,
    kernelBytes: number,
  ): number;
  setCodec(handle: number, codec: number): number;
  beginGeneration(handle: number): number;
  regionAt(region: number): number;
  openWriter(
    id: number,
    epoch: number,
    depth: number,
    priceDecimals: number,
    tick: number,
    sizeDecimals: number,
    lot: number,
  ): number;
  openReader(id: number): number;
  close(handle: number): number;
  restart(
    handle: number,
    epoch: number,
    priceDecimals: number,
    tick: number,
    sizeDecimals: number,
    lot: number,
  ): number;
  info(handle: number, field: number): number;
  loadBook(handle: number, nBids: number, nAsks: number): number;
  update(handle: number, nBids: number, nAsks: number): number;
  advance(handle: number, source: number): number;
  changedBids(): number;
  top(handle: number, n: number): number;
  levelBids(): number;
  lotsAt(handle: number, side: number, ticks: number): number;
  maxSnapshotBytes(handle: number): number;
  maxDeltaBytes(changes: number): number;
  maxTradesBytes(trades: number): number;
  maxStatusBytes(): number;
  encodeSnapshot(handle: number, at: number, next: number, recv: number, event: number): number;
  encodeDelta(handle: number, at: number, recv: number, event: number, fingerprint: number): number;
  encodeLateTrades(handle: number, at: number, count: number, missed: number, recv: number, event: number): number;
  encodeTrades(handle: number, at: number, count: number, missed: number, recv: number, event: number): number;
  encodeStatus(handle: number, at: number, state: number, reason: number, recv: number, event: number): number;
  maxAnalyticsBytes(values: number): number;
  encodeAnalytics(handle: number, at: number, count: number, table: number, recv: number, event: number): number;
  attachKernel(
    handle: number,
    kernel: number,
    source: number,
    p0: number,
    p1: number,
    p2: number,
    p3: number,
    p4: number,
  ): number;
  detachKernels(handle: number): number;
  observeBook(handle: number, recv: number, event: number): number;
  observeTrades(handle: number, count: number, recv: number, event: number): number;
  observeLoss(handle: number, recv: number): number;
  readAnalytics(handle: number): number;
  validate(from: number, to: number): number;
  changesSince(handle: number, sequence: number): number;
  encodeCatchUp(handle: number, at: number, base: number): number;
  receive(from: number, to: number): number;
  received(): number;
  parse(venue: number, from: number, to: number): number;
  link(handle: number, source: number, venue: number, order: number, from: number, to: number): number;
  unlink(handle: number): number;
  arm(
    handle: number,
    lastId: number,
    quotedId: number,
    heldQuote: number,
    sum: number,
    priceSent: number,
    sizeSent: number,
  ): number;
  disarm(handle: number): number;
  encodeIngested(
    handle: number,
    encoded: number,
    fingerprintAt: number,
    fingerprintUs: number,
    generationAt: number,
    generationUs: number,
  ): number;
  ingest(source: number, venue: number, from: number, to: number, recv: number): number;
}
