/**
 * The models of the dense codec: a pool of records, one a dense stream, and where in a model its contexts
 * lie. A model is in a generation or waits for one; what it holds counts only in a generation.
 *
 * Record: owner (0 is free), frames of the generation so far (0: none has begun), numbers of changes of
 * the last frame, the clocks' distance that is expected.
 */
import {
  CODEC_DENSE,
  MODEL_BYTES,
  MODEL_PRICE_BYTES,
  MODEL_PRICES,
  MODEL_RECORD_BYTES,
  MODEL_SIZES,
  MODEL_STATES,
} from '../layout';
import { modelLimit, modelsAt } from '../memory';
import { codecOf, modelOf, setCoding } from '../stream';

const OWNER: usize = 0;
const FRAMES: usize = 8;
const COUNTS: usize = 16;
const LAG: usize = 32;
const SIZES: usize = MODEL_RECORD_BYTES + MODEL_STATES * 2;
const PRICES: usize = SIZES + MODEL_SIZES * 8;
/** What a frame's times and counts change: the record, and the states of both. */
const HEAD_BYTES: i32 = MODEL_RECORD_BYTES + 3880;
/** A state that has seen nothing: even odds. */
const FRESH: u64 = 0x8000800080008000;

/** The one behind the pool holds a copy. */
function copyAt(): usize {
  return modelsAt + <usize>modelLimit * MODEL_BYTES;
}

function freeModel(): usize {
  for (let i = 0; i < modelLimit; i++) {
    const model = modelsAt + <usize>i * MODEL_BYTES;
    if (load<i32>(model, OWNER) == 0) return model;
  }
  return 0;
}

/** Whether the stream has a model or could get one. */
export function canBeDense(stream: usize): bool {
  return modelOf(stream) != 0 || freeModel() != 0;
}

/** Gives a stream its codec (0: none), and a model or not; answers false, and does nothing, where none is free. */
export function takeCodec(stream: usize, codec: i32): bool {
  let model = modelOf(stream);
  if (codec == CODEC_DENSE && model == 0) {
    model = freeModel();
    if (model == 0) return false;
    store<i32>(model, 1, OWNER);
  } else if (codec != CODEC_DENSE && model != 0) {
    store<i32>(model, 0, OWNER);
    model = 0;
  }
  setCoding(stream, codec, model);
  endGeneration(stream);
  return true;
}

/** The stream's next dense delta must begin a generation. */
export function endGeneration(stream: usize): void {
  if (modelOf(stream) != 0) store<i64>(modelOf(stream), 0, FRAMES);
}

export function isInGeneration(stream: usize): bool {
  return codecOf(stream) == CODEC_DENSE && framesOf(modelOf(stream)) != 0;
}

/** Makes a model that of a generation's beginning; `lag` is tsRecv - tsEvent of the stream's last times, µs. */
export function beginModel(model: usize, lag: i64): void {
  memory.fill(model + COUNTS, 0, LAG - COUNTS);
  store<i64>(model, 0, FRAMES);
  store<i64>(model, lag, LAG);
  for (let at = model + MODEL_RECORD_BYTES, end = model + SIZES; at < end; at += 8) store<u64>(at, FRESH);
  memory.fill(model + SIZES, 0, MODEL_SIZES * 8 + MODEL_PRICES * MODEL_PRICE_BYTES);
}

/** Keeps a copy of a model, or of what a frame's times and counts change. */
export function saveModel(model: usize, isWhole: bool): void {
  memory.copy(copyAt(), model, isWhole ? MODEL_BYTES : HEAD_BYTES);
}

/** Puts back what was kept. */
export function restoreModel(model: usize, isWhole: bool): void {
  memory.copy(model, copyAt(), isWhole ? MODEL_BYTES : HEAD_BYTES);
}

export function framesOf(model: usize): i64 {
  return load<i64>(model, FRAMES);
}

export function countFrame(model: usize): void {
  store<i64>(model, framesOf(model) + 1, FRAMES);
}

/** Changes of a side in the generation's last frame. */
export function lastCount(model: usize, side: i32): i32 {
  return load<i32>(model + COUNTS + ((<usize>side) << 2));
}

export function setLastCount(model: usize, side: i32, count: i32): void {
  store<i32>(model + COUNTS + ((<usize>side) << 2), count);
}

/** tsRecv - tsEvent that is expected, µs. */
export function lagOf(model: usize): i64 {
  return load<i64>(model, LAG);
}

export function setLag(model: usize, lag: i64): void {
  store<i64>(model, lag, LAG);
}

function mix(low: u32, high: u32): u32 {
  return (low ^ (high * 0x85ebca6b)) * 0x9e3779b1;
}

/** Place among the recent sizes where this one belongs. */
export function placeOfSize(lots: i64): i32 {
  return <i32>(mix(<u32>lots, <u32>(lots >>> 32)) >> 24);
}

export function sizeAt(model: usize, place: i32): i64 {
  return load<i64>(model + SIZES + ((<usize>place) << 3));
}

export function setSize(model: usize, lots: i64): void {
  store<i64>(model + SIZES + ((<usize>placeOfSize(lots)) << 3), lots);
}

/** What is known of a price: address of its key and lots before its last change; the key may be another's. */
export function priceEntry(model: usize, key: i64): usize {
  const ticks = abs(key);
  const place = mix(<u32>ticks, ((<u32>(ticks >>> 32)) << 1) | <u32>(key > 0)) >> 20;
  return model + PRICES + <usize>place * MODEL_PRICE_BYTES;
}
