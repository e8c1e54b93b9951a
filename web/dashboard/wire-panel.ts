/** The panel "On the wire": bytes received against the same messages as JSON, rates, latency, proofs, reconnections. */
import { LiveText, part, setData } from './element.js';
import { formatBytes, formatCount, formatDuration, formatRate } from './quantity.js';
import { WINDOW_SECONDS } from './rate-window.js';
import { Sparkline } from './sparkline.js';
import type { Traffic, WireFigures } from './traffic.js';

/** Seconds over which the figures are averaged. */
const RATE_SECONDS = 5;

const TEXTS = [
  'ratio',
  'ratio-note',
  'bytes-rate',
  'json-rate',
  'chart-peak',
  'latency',
  'latency-p99',
  'round-trip',
  'frame-rate',
  'message-rate',
  'fingerprints-ok',
  'fingerprints-failed',
  'received',
  'reconnections',
  'resyncs',
] as const;

export class WirePanel {
  readonly #texts: Record<(typeof TEXTS)[number], LiveText>;
  readonly #framesBar = part('frames-bar');
  readonly #jsonBar = part('json-bar');
  readonly #fingerprints = part('fingerprints');
  readonly #root = part('wire');
  readonly #chart = new Sparkline(part<HTMLCanvasElement>('wire-chart'));
  readonly #bytes = new Float64Array(WINDOW_SECONDS);
  readonly #json = new Float64Array(WINDOW_SECONDS);

  constructor() {
    const texts = TEXTS.map((name) => [name, LiveText.in(part(name))]);
    this.#texts = Object.fromEntries(texts) as Record<(typeof TEXTS)[number], LiveText>;
  }

  show(traffic: Traffic, figures: WireFigures, nowMs: number): void {
    this.#showBytes(traffic, nowMs);
    this.#showFigures(traffic, figures, nowMs);
    this.#draw(traffic, nowMs);
  }

  #showBytes({ bytes, json }: Traffic, nowMs: number): void {
    const bytesRate = bytes.perSecond(nowMs, RATE_SECONDS);
    const jsonRate = json.perSecond(nowMs, RATE_SECONDS);
    const longest = Math.max(bytesRate, jsonRate);
    this.#texts['bytes-rate'].set(`${formatBytes(bytesRate)}/s`);
    this.#texts['json-rate'].set(`${formatBytes(jsonRate)}/s`);
    this.#framesBar.style.transform = `scaleX(${longest > 0 ? bytesRate / longest : 0})`;
    this.#jsonBar.style.transform = `scaleX(${longest > 0 ? jsonRate / longest : 0})`;
    this.#showRatio(bytes.total, json.total);
    setData(this.#root, 'bytes', String(bytes.total));
    setData(this.#root, 'json', String(json.total));
  }

  #showRatio(bytes: number, json: number): void {
    const known = bytes > 0 && json > 0;
    const ratio = json / bytes;
    this.#texts.ratio.set(known ? `${Math.max(ratio, 1 / ratio).toFixed(1)}×` : '–');
    this.#texts['ratio-note'].set(`${known && ratio < 1 ? 'larger' : 'smaller'} than the same messages as JSON`);
  }

  #showFigures({ bytes, frames, messages }: Traffic, figures: WireFigures, nowMs: number): void {
    const texts = this.#texts;
    const { roundTripMs, fingerprintsOk, fingerprintsFailed } = figures;
    const latency = figures.clockKnown ? figures.latency : undefined;
    texts.latency.set(latency === undefined ? '–' : formatDuration(latency.p50));
    texts['latency-p99'].set(latency === undefined ? '' : `p99 ${formatDuration(latency.p99)}`);
    texts['round-trip'].set(roundTripMs === undefined ? '–' : formatDuration(roundTripMs));
    texts['frame-rate'].set(`${formatRate(frames.perSecond(nowMs, RATE_SECONDS))}/s`);
    texts['message-rate'].set(`${formatRate(messages.perSecond(nowMs, RATE_SECONDS))}/s`);
    texts['fingerprints-ok'].set(`${formatCount(fingerprintsOk)} ok`);
    texts['fingerprints-failed'].set(`${formatCount(fingerprintsFailed)} failed`);
    setData(this.#fingerprints, 'bad', String(fingerprintsFailed > 0));
    texts.received.set(formatBytes(bytes.total));
    texts.reconnections.set(formatCount(figures.reconnections));
    texts.resyncs.set(formatCount(figures.resyncs));
  }

  #draw({ bytes, json }: Traffic, nowMs: number): void {
    const count = bytes.series(nowMs, this.#bytes);
    const jsonCount = json.series(nowMs, this.#json);
    this.#chart.draw(
      [
        { values: this.#json, count: jsonCount, colour: '--json', filled: false },
        { values: this.#bytes, count, colour: '--wire', filled: true },
      ],
      WINDOW_SECONDS,
      0,
    );
    const peak = Math.max(0, ...this.#json.subarray(0, jsonCount), ...this.#bytes.subarray(0, count));
    this.#texts['chart-peak'].set(peak > 0 ? `peak ${formatBytes(peak)}/s` : '');
  }
}
