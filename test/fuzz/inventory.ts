/** Every decoder of bytes or text from outside, and the test that damages its input: docs/RELIABILITY.md shows this list. */

/** Fewest inputs of a decoder in one run of `npm test`. */
export const FUZZ_INPUTS = 50_000;

export interface Fuzzed {
  readonly decoder: string;
  /** Where what is read comes from. */
  readonly from: string;
  /** Takes FUZZ_INPUTS, and counts what it tried. */
  readonly test: string;
}

export const inventory: readonly Fuzzed[] = [
  {
    decoder: 'frames: each kind, and deltas and snapshots of each codec',
    from: 'host',
    test: 'test/fuzz/kinds.test.ts',
  },
  { decoder: 'control messages, both ways', from: 'client, host', test: 'test/fuzz/control.test.ts' },
  { decoder: 'venue frames in TypeScript, each venue', from: 'venue', test: 'test/feeds/venue-fuzz.test.ts' },
  {
    decoder: 'REST snapshots and instruments, each venue',
    from: 'venue',
    test: 'test/feeds/venue-fuzz.test.ts',
  },
  {
    decoder: 'venue frames in the core, each venue, both builds',
    from: 'venue',
    test: 'test/feeds/wasm-decoder-fuzz.test.ts',
  },
  { decoder: 'captures: lines and gzip', from: 'file', test: 'test/feeds/capture-fuzz.test.ts' },
  { decoder: 'regions of rings, both kinds', from: 'another thread', test: 'test/ring/region-fuzz.test.ts' },
  { decoder: 'configuration', from: 'file', test: 'test/config/config-fuzz.test.ts' },
  { decoder: 'instruments files', from: 'file', test: 'test/config/config-fuzz.test.ts' },
];
