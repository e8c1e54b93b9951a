/** The connection's own page beside the wire: latency by hop, now and over time, what was held back or refused, what happened. */
import { element, LiveText, part, setData } from './element.js';
import type { EventLog } from './event-log.js';
import { HOPS } from './hop-latencies.js';
import { Plot } from './plot.js';
import { formatCount, formatDuration } from './quantity.js';
import { clockTime } from './tape.js';
import { TimeSeries } from './time-series.js';
import type { Quantiles, WireFigures } from './traffic.js';

const COUNTS = [
  'behind',
  'missed',
  'refused',
  'reconnections',
  'resyncs',
  'mismatches',
  'by-frames',
  'by-catch-up',
  'by-snapshot',
] as const;
const ROWS = ['venue', ...HOPS, 'host', 'trip'] as const;
type RowName = (typeof ROWS)[number];

export class ConnectionPanel {
  readonly #counts = COUNTS.map((name) => ({
    name,
    cell: part(`count-${name}`),
    text: LiveText.in(part(`count-${name}`)),
  }));
  readonly #hops = ROWS.map((name) => ({
    name,
    p50: LiveText.in(part(`hop-${name}-p50`)),
    p99: LiveText.in(part(`hop-${name}-p99`)),
  }));
  readonly #tierCell = part('tier');
  readonly #tier = LiveText.in(this.#tierCell);
  readonly #list = part('events');
  readonly #empty = part('events-empty');
  readonly #series = new TimeSeries(3);
  readonly #plot = new Plot(part('latency-plot'), {
    lines: [
      { label: 'venue to host', colour: '--ask', dashed: true },
      { label: 'host to page', colour: '--bid' },
      { label: 'there and back', colour: '--muted', stepped: true },
    ],
    write: (ms) => `${Number(ms.toPrecision(3))} ms`,
  });
  #drawn = -1;

  show(figures: WireFigures, log: EventLog, wallMs: number, nowMs: number): void {
    const { latency, clockKnown, roundTripMs } = figures;
    const host = clockKnown ? latency : undefined;
    const trip = roundTripMs === undefined ? undefined : { p50: roundTripMs, p99: Number.NaN };
    const quantiles: Record<RowName, Quantiles | undefined> = {
      ...figures.hops,
      ...{ venue: figures.venueLatency, host, trip },
    };
    for (const { name, p50, p99 } of this.#hops) {
      p50.set(duration(quantiles[name]?.p50));
      p99.set(duration(quantiles[name]?.p99));
    }
    this.#series.add(nowMs, wallMs, [figures.venueLatency?.p50 ?? null, host?.p50 ?? null, roundTripMs ?? null]);
    this.#plot.show(this.#series.data);
    const counts: Record<(typeof COUNTS)[number], number> = {
      ...figures,
      mismatches: figures.fingerprintsFailed,
      'by-frames': figures.recoveries.frames,
      'by-catch-up': figures.recoveries.catch_up,
      'by-snapshot': figures.recoveries.snapshot,
    };
    for (const { name, cell, text } of this.#counts) {
      text.set(formatCount(counts[name]));
      setData(cell, 'some', String(counts[name] > 0));
    }
    this.#tier.set(figures.tier === 0 ? 'no' : `tier ${figures.tier}`);
    setData(this.#tierCell, 'some', String(figures.tier > 0));
    this.#showEvents(log);
  }

  #showEvents(log: EventLog): void {
    if (log.version === this.#drawn) return;
    this.#drawn = log.version;
    this.#empty.hidden = log.events.length > 0;
    this.#list.replaceChildren(
      ...log.events.map(({ timeMs, tone, text }) => {
        const shape = element('span', 'shape');
        shape.setAttribute('aria-hidden', 'true');
        const item = element(
          'li',
          'event',
          shape,
          element('time', '', clockTime(timeMs * 1000)),
          element('span', '', text),
        );
        item.dataset['tone'] = tone;
        return item;
      }),
    );
  }
}

function duration(ms: number | undefined): string {
  return ms === undefined || Number.isNaN(ms) ? '–' : formatDuration(ms);
}
