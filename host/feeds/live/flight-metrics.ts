/** What flight recorders count, for Prometheus; read at each scrape. Nothing is shown of venues without one. */
import { Counter, Gauge, type Registry } from 'prom-client';
import type { FlightRecorder } from './flight-recorder.js';

const PREFIX = 'tickwire_flight_';

export class FlightMetrics {
  /** @param flights read at each scrape */
  constructor(registry: Registry, flights: Iterable<FlightRecorder>) {
    const registers = [registry];
    new Counter({
      name: `${PREFIX}files_total`,
      help: 'Losses of sync, by what became of the frames before them',
      labelNames: ['venue', 'result'],
      registers,
      collect() {
        this.reset();
        for (const { venue, counters } of flights) {
          for (const [result, count] of Object.entries(counters)) this.inc({ venue, result }, count);
        }
      },
    });
    new Gauge({
      name: `${PREFIX}kept_bytes`,
      help: 'Bytes of the last frames in memory',
      labelNames: ['venue'],
      registers,
      collect() {
        this.reset();
        for (const { venue, bytes } of flights) this.set({ venue }, bytes);
      },
    });
  }
}
