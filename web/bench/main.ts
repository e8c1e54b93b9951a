/** Entry of the benchmark's page: starts the worker, shows how far it is and what it found, gives the result as JSON. */

import { digits } from '../../bench/report/figure.js';
import type { ContestResult, Result } from '../../bench/result.js';
import scalarUrl from '../../dist/core/scalar-private.wasm?url';
import simdUrl from '../../dist/core/simd-private.wasm?url';
import { part, setData } from '../dashboard/element.js';
import { browserResult, runtimeOf } from './browser-result.js';
import { contestCard, ratioOf } from './contest-card.js';
import type { StartMessage, WorkerMessage } from './message.js';

type Scale = StartMessage['scale'];

class BenchPage {
  readonly #contests = part('contests');
  readonly #status = part('status');
  readonly #progress = part<HTMLProgressElement>('progress');
  readonly #copy = part<HTMLButtonElement>('copy');
  readonly #starts = [part<HTMLButtonElement>('run-quick'), part<HTMLButtonElement>('run-full')];
  #worker: Worker | undefined;
  #held: ContestResult[] = [];
  #result: Result | undefined;

  constructor() {
    part('runtime').textContent = `${runtimeOf(navigator.userAgent)}, ${navigator.hardwareConcurrency} cores`;
    this.#starts[0]!.addEventListener('click', () => this.#start('quick'));
    this.#starts[1]!.addEventListener('click', () => this.#start('full'));
    this.#copy.addEventListener('click', () => this.#copyResult());
  }

  #start(scale: Scale): void {
    this.#worker?.terminate();
    this.#held = [];
    this.#result = undefined;
    this.#contests.replaceChildren();
    this.#summarise();
    this.#state('running', 'Loading both builds of the core.');
    const worker = new Worker(new URL('./worker.ts', import.meta.url), { type: 'module' });
    this.#worker = worker;
    worker.addEventListener('message', ({ data }: MessageEvent<WorkerMessage>) => this.#told(data, scale));
    worker.addEventListener('error', ({ message }) => this.#fail(message || 'its worker could not be started'));
    const absolute = (url: string) => new URL(url, location.href).href;
    worker.postMessage({
      scale,
      wasm: { simd: absolute(simdUrl), scalar: absolute(scalarUrl) },
    } satisfies StartMessage);
  }

  #told(message: WorkerMessage, scale: Scale): void {
    if (message.kind === 'working') {
      this.#progress.max = message.of;
      this.#progress.value = message.done;
      this.#state('running', `Kernel ${message.line}`);
    } else if (message.kind === 'held') {
      this.#held.push(message.contest);
      this.#contests.append(contestCard(message.contest));
      this.#summarise();
    } else if (message.kind === 'failed') this.#fail(message.reason);
    else {
      this.#result = browserResult(scale, message.outcome);
      this.#progress.value = this.#progress.max;
      this.#state('done', `${message.outcome.contests.length} kernels, all results equal.`);
      this.#end();
    }
  }

  #fail(reason: string): void {
    this.#state('failed', `It ended: ${reason}.`);
    this.#end();
  }

  #end(): void {
    this.#worker?.terminate();
    this.#worker = undefined;
  }

  #state(state: 'running' | 'done' | 'failed', text: string): void {
    setData(document.body, 'state', state);
    this.#status.textContent = text;
    for (const start of this.#starts) start.disabled = state === 'running';
    this.#copy.disabled = this.#result === undefined;
    this.#copy.textContent = 'Copy JSON';
  }

  /** The middle ratio over the kernels so far: one that is far out moves it little. */
  #summarise(): void {
    for (const [id, of, against] of [
      ['simd-ts', 'simd', 'ts'],
      ['scalar-ts', 'scalar', 'ts'],
      ['simd-scalar', 'simd', 'scalar'],
    ] as const) {
      const ratios = this.#held.flatMap(({ contestants }) => {
        const one = contestants.find(({ name }) => name === of);
        const base = contestants.find(({ name }) => name === against);
        return one === undefined || base === undefined ? [] : [ratioOf(one, base)];
      });
      const middle = ratios.sort((a, b) => a - b)[ratios.length >> 1];
      part(id).textContent = middle === undefined ? '–' : `${digits(middle)}×`;
    }
  }

  async #copyResult(): Promise<void> {
    const text = JSON.stringify(this.#result, null, 1);
    try {
      await navigator.clipboard.writeText(text);
      this.#copy.textContent = 'Copied';
    } catch {
      // Without a secure context there is no clipboard: the text is shown to be copied by hand.
      const shown = part<HTMLTextAreaElement>('json');
      shown.value = text;
      shown.hidden = false;
      shown.select();
      this.#copy.textContent = 'Selected below';
    }
  }
}

new BenchPage();
