/** Plays a recording: the next line when it is due, or as fast as its listeners take it. Not what the lines mean. */
import type { Time } from '../live/time.js';
import type { MergedCapture } from './merged-capture.js';

/** Times as fast as recorded; `max` does not look at the recorded times. */
export type Speed = number | 'max';

export interface Stage {
  /** Whether the next line may be played now; where not, `resume` says when to ask again. */
  mayPass(): boolean;
  /** Whether the listeners have taken what was sent; asked at full speed only. */
  isDrained(): boolean;
  play(text: string, tsRecv: number): void;
  /** All lines were played, and taken. */
  ended(): void;
}

/** Lines in one turn of the event loop, and characters. */
const TURN_LINES = 256;
const TURN_CHARS = 262_144;
/** Between looks at whether listeners have caught up. */
const DRAIN_MS = 2;
/** A longer pause in the recording, as between two files, is cut to this. */
export const MAX_PAUSE_MS = 60_000;

export class Player {
  readonly #capture: MergedCapture;
  readonly #speed: Speed;
  readonly #time: Time;
  readonly #stage: Stage;
  #cancel = () => {};
  /** Whether the capture's current line was not played yet. */
  #holds = false;
  #running = false;
  /** The stage let nothing pass. */
  #held = false;
  #ended = false;
  /** A recorded time and when it is played: others follow from it. */
  #anchorRecv = -1;
  #anchorMs = 0;
  /** Of the line played last. */
  #lastRecv = -1;

  constructor(capture: MergedCapture, speed: Speed, time: Time, stage: Stage) {
    this.#capture = capture;
    this.#speed = speed;
    this.#time = time;
    this.#stage = stage;
  }

  get lines(): number {
    return this.#capture.lines;
  }

  get hasEnded(): boolean {
    return this.#ended;
  }

  get isRunning(): boolean {
    return this.#running;
  }

  start(): void {
    if (this.#running || this.#ended) return;
    this.#running = true;
    this.#turn();
  }

  /** What held the play may be over. */
  resume(): void {
    if (this.#running && this.#held) this.#later(0);
  }

  stop(): void {
    this.#running = false;
    this.#cancel();
    this.#capture.close();
  }

  #later(ms: number): void {
    this.#cancel();
    this.#cancel = this.#time.after(ms, () => this.#turn());
  }

  #turn(): void {
    if (!this.#running) return;
    if (this.#held) this.#anchor(this.#lastRecv);
    this.#held = false;
    const wait = this.#speed === 'max' && !this.#stage.isDrained() ? DRAIN_MS : this.#play();
    if (this.#running && !this.#held) this.#later(wait);
  }

  /** Plays what is due, up to a turn's worth; answers when to go on, in ms. */
  #play(): number {
    for (let lines = 0, chars = 0; lines < TURN_LINES && chars < TURN_CHARS; lines++) {
      if (!this.#stage.mayPass()) {
        this.#held = true;
        return 0;
      }
      if (!this.#holds && !this.#capture.next()) return this.#end();
      this.#holds = true;
      const wait = this.#waitMs(this.#capture.tsRecv);
      if (wait > 0) return wait;
      this.#holds = false;
      this.#lastRecv = this.#capture.tsRecv;
      chars += this.#capture.text.length;
      this.#stage.play(this.#capture.text, this.#capture.tsRecv);
    }
    return 0;
  }

  #end(): number {
    if (!this.#stage.isDrained()) return DRAIN_MS;
    this.#running = false;
    this.#ended = true;
    this.#stage.ended();
    return 0;
  }

  #waitMs(tsRecv: number): number {
    if (this.#speed === 'max' || tsRecv < 0) return 0;
    const now = this.#time.monotonicMs();
    if (this.#anchorRecv < 0) this.#anchor(tsRecv);
    const wait = this.#anchorMs + (tsRecv - this.#anchorRecv) / 1000 / this.#speed - now;
    if (wait <= MAX_PAUSE_MS) return wait;
    this.#anchorRecv = tsRecv;
    this.#anchorMs = now + MAX_PAUSE_MS;
    return MAX_PAUSE_MS;
  }

  /** The line received at that time is played now; others keep their distance to it. */
  #anchor(tsRecv: number): void {
    this.#anchorRecv = tsRecv;
    this.#anchorMs = this.#time.monotonicMs();
  }
}
