/**
 * A snapshot of 4,096 levels in codec 2, read and judged but not taken: its integers unpacked, made prices and
 * sizes, and their fingerprint summed. No book is touched.
 */
import { CODEC_FAST } from '../../assembly/layout.js';
import { random } from '../random-session.js';
import { type Kernel, must } from './kernel.js';

const LEVELS_A_SIDE = 2_048;
const STREAM = 4;
const MEAN_GAP_TICKS = 12;

export const column: Kernel = {
  name: 'read fast column',
  item: 'level',
  axis: 'simd',
  prepare(core) {
    const writer = must(core.openWriter(STREAM, 1, 0, { priceDecimals: 2, tick: 1, sizeDecimals: 5, lot: 1 }));
    must(core.setCodec(writer, CODEC_FAST));
    const next = random(LEVELS_A_SIDE);
    for (let i = 0, bid = 6_180_000, ask = bid + 1; i < LEVELS_A_SIDE; i++) {
      core.staged.ticks[i] = bid;
      core.staged.ticks[LEVELS_A_SIDE + i] = ask;
      for (const row of [i, LEVELS_A_SIDE + i]) core.staged.lots[row] = 1 + Math.floor(next() * 50_000);
      bid -= 1 + Math.floor(-Math.log(1 - next()) * MEAN_GAP_TICKS);
      ask += 1 + Math.floor(-Math.log(1 - next()) * MEAN_GAP_TICKS);
    }
    must(core.load(writer, LEVELS_A_SIDE, LEVELS_A_SIDE));
    const bytes = must(core.encodeSnapshot(writer, 0, true, 0, 0));
    core.input.set(core.output.subarray(0, bytes));
    must(core.close(writer));
    must(core.openReader(STREAM));
    let verdict = -1;
    return {
      items: 2 * LEVELS_A_SIDE,
      run() {
        verdict = must(core.validate(0, bytes));
      },
      digest: () => `${verdict}, ${bytes} bytes`,
    };
  },
};
