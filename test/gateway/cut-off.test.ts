/** However often a connection is cut, and wherever: at every frame the client's book is its view's, and no trade is lost untold. */
import fc from 'fast-check';
import { expect, it } from 'vitest';
import type { CodecName } from '../../host/wire/codec.js';
import type { DeskClient } from './desk.js';
import type { Frame } from './frame-reader.js';
import { COARSE_GRID } from './market.js';
import { SYMBOL, scene } from './resuming.js';

it('a client that is cut off, wherever and however often, has the book of its view at every frame, and all trades or their number', () => {
  const step = fc.constantFrom('step', 'step', 'step', 'read', 'read', 'one', 'one', 'cut', 'hurry', 'replace', 'fail');
  const codec = fc.constantFrom<CodecName>('fast', 'plain', 'dense');
  const hows = new Set<string | undefined>();
  fc.assert(
    fc.property(fc.array(step, { minLength: 10, maxLength: 80 }), codec, (steps, codec) => {
      const scene = new CutScene(codec);
      for (const each of steps) scene.run(each);
      scene.settle();
      for (const how of scene.hows) hows.add(how);
      expect(scene.client.reader.levels(scene.stream)).toEqual(scene.witness.reader.levels(scene.stream));
      const { witness } = scene;
      const total = witness.frames.reduce((sum, { trades, missed }) => sum + trades + missed, 0);
      expect(scene.trades).toBe(total);
    }),
    { numRuns: 150 },
  );
  for (const how of ['frames', 'catch_up', 'snapshot', 'behind']) expect(hows).toContain(how);
});

/** One view, a witness that reads all at once, and a client that reads when it likes and loses its connection. */
class CutScene {
  readonly witness: DeskClient;
  readonly stream: number;
  readonly hows: (string | undefined)[] = [];
  client: DeskClient;
  /** Got, or counted as missed. */
  trades: number;
  readonly #scene: ReturnType<typeof scene>;
  readonly #positions = new Map<string, number>();
  #witnessed = 0;
  #checked = 0;

  constructor(codec: CodecName) {
    const limits = {
      historyFrames: 8,
      tradeBacklog: 12,
      generationMs: 40,
      sendHighBytes: 400,
      sendLowBytes: 100,
      sendMessageBytes: 40,
    };
    this.#scene = scene(limits, codec);
    const { desk, options } = this.#scene;
    this.witness = desk.connect(true);
    this.witness.subscribe(SYMBOL, options);
    this.client = desk.connect();
    this.client.read();
    const { stream, tradesSent } = this.client.subscribe(SYMBOL, options);
    this.stream = stream;
    this.trades = tradesSent;
    this.#check();
  }

  run(step: string): void {
    const { source } = this.#scene;
    if (step === 'step') this.#scene.step();
    else if (step === 'replace') source.replace([[90, 1]], [[120, 2]], COARSE_GRID);
    else if (step === 'fail') source.become(source.state === 'live' ? 'stale' : 'live', 'none');
    else if (step === 'cut' || step === 'hurry') this.#cut(step === 'hurry');
    else this.client.read(step === 'one' ? 1 : undefined);
    this.#check();
  }

  settle(): void {
    for (let rounds = 0; rounds < 9; rounds++) {
      this.#scene.desk.time.pass(100);
      this.client.read();
      this.#check();
    }
  }

  /** @param isHurry it asks before it read the welcome, so that what it gets has to wait */
  #cut(isHurry: boolean): void {
    const { desk, options } = this.#scene;
    const { reader, session } = this.client;
    this.hows.push(...this.client.of('subscribed').map(({ recovery }) => recovery));
    // Of what it did not read it has nothing.
    session.ended();
    this.#checked = 0;
    const from = { ...reader.place(this.stream), trades: this.trades };
    this.client = desk.connect(false, reader);
    if (!isHurry) this.client.read();
    this.client.ask({ type: 'subscribe', symbol: SYMBOL, ...options, from });
  }

  #check(): void {
    this.witness.read();
    for (; this.#witnessed < this.witness.frames.length; this.#witnessed++) {
      const frame = this.witness.frames[this.#witnessed]!;
      this.#positions.set(positionOf(frame), frame.fingerprint);
    }
    for (; this.#checked < this.client.frames.length; this.#checked++) {
      const frame = this.client.frames[this.#checked]!;
      const expected = this.#positions.get(positionOf(frame));
      if (frame.code !== 'ok' || frame.fingerprint !== expected) {
        throw new Error(`${frame.hex}: ${frame.code}, fingerprint ${frame.fingerprint}, the view's is ${expected}`);
      }
      this.trades += frame.trades + frame.missed;
    }
  }
}

const positionOf = ({ epoch, sequence }: Frame): string => `${epoch} ${sequence}`;
