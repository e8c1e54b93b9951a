/** All views there are, found by what was asked for and by symbol. */
import { FULL } from '../../assembly/layout.js';
import type { MarketSource } from '../bus/market-data.js';
import type { Subscriber } from './session.js';
import { StreamIds } from './stream-ids.js';
import { View, type ViewContext, type ViewRequest } from './view.js';

/** A view and who reads it. */
export interface ViewEntry {
  readonly view: View;
  readonly subscribers: Set<Subscriber>;
}

const NONE: ReadonlySet<ViewEntry> = new Set();

export class Views {
  readonly #context: ViewContext;
  readonly #ids = new StreamIds();
  readonly #byKey = new Map<string, ViewEntry>();
  readonly #byView = new Map<View, ViewEntry>();
  readonly #bySymbol = new Map<string, Set<ViewEntry>>();

  constructor(context: ViewContext) {
    this.#context = context;
  }

  get size(): number {
    return this.#byView.size;
  }

  all(): Iterable<ViewEntry> {
    return this.#byView.values();
  }

  ofSymbol(symbol: string): ReadonlySet<ViewEntry> {
    return this.#bySymbol.get(symbol) ?? NONE;
  }

  of(view: View): ViewEntry | undefined {
    return this.#byView.get(view);
  }

  find(request: ViewRequest): ViewEntry | undefined {
    return this.#byKey.get(keyOf(request));
  }

  /** A new view, or minus a code: FULL where there are as many as there may be, or as the core can hold. */
  open(request: ViewRequest, source: MarketSource): ViewEntry | number {
    if (this.size >= this.#context.limits.views) return -FULL;
    const stream = this.#ids.draw();
    const view = new View(request, stream, source, this.#context);
    const code = view.open();
    if (code < 0) {
      this.#ids.giveBack(stream);
      return code;
    }
    const entry: ViewEntry = { view, subscribers: new Set() };
    this.#byKey.set(keyOf(request), entry);
    this.#byView.set(view, entry);
    const ofSymbol = this.#bySymbol.get(request.symbol) ?? new Set();
    this.#bySymbol.set(request.symbol, ofSymbol.add(entry));
    return entry;
  }

  close(entry: ViewEntry): void {
    const { view } = entry;
    view.close();
    this.#byKey.delete(keyOf(view.request));
    this.#byView.delete(view);
    const ofSymbol = this.#bySymbol.get(view.request.symbol);
    ofSymbol?.delete(entry);
    if (ofSymbol?.size === 0) this.#bySymbol.delete(view.request.symbol);
    this.#ids.giveBack(view.stream);
  }
}

function keyOf({ symbol, depth, intervalMs, trades, codec, analytics }: ViewRequest): string {
  return JSON.stringify([depth, intervalMs, trades, codec, symbol, analytics]);
}
