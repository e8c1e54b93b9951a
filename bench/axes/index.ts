/** All axes, in the order of the report. */
import type { Axis } from '../axis.js';
import { book } from './book.js';
import { bytes } from './bytes.js';
import { codec } from './codec.js';
import { fanout } from './fanout.js';
import { footprint } from './footprint.js';
import { latency } from './latency.js';
import { parse } from './parse.js';
import { rings } from './rings.js';
import { simd } from './simd.js';
import { startup } from './startup.js';

export const AXES: readonly Axis[] = [parse, book, bytes, codec, rings, simd, fanout, latency, footprint, startup];
