/** The heatmap with its ways to move: wheel, drag and keys back through what was received, a button to return. */
import type { ChosenBook } from './chosen-book.js';
import { LiveText, part, setData } from './element.js';
import { COLUMN_PX, Heatmap } from './heatmap.js';
import { formatAge } from './quantity.js';

/** Columns that an arrow key moves, and PageUp and PageDown as a share of what is shown. */
const KEY_COLUMNS = 20;
const PAGE = 0.8;

export class HeatPanel {
  /** Called when it has to be drawn anew. */
  onMove: () => void = () => {};
  readonly #root = part('heat');
  readonly #canvas = part<HTMLCanvasElement>('heat-canvas');
  readonly #map = new Heatmap(this.#canvas);
  readonly #button = part<HTMLButtonElement>('heat-live');
  readonly #where = LiveText.in(part('heat-where'));
  readonly #empty = part('heat-empty');
  #book: ChosenBook | undefined;
  #drawn = '';
  #dragged: number | undefined;

  constructor() {
    this.#where.set('newest');
    this.#button.addEventListener('click', () => this.#act(() => this.#map.window.goLive()));
    this.#canvas.addEventListener('keydown', (event) => this.#key(event));
    this.#canvas.addEventListener('wheel', (event) => this.#wheel(event), { passive: false });
    this.#canvas.addEventListener('pointerdown', (event) => {
      this.#dragged = event.clientX;
      this.#canvas.setPointerCapture(event.pointerId);
    });
    this.#canvas.addEventListener('pointermove', (event) => this.#drag(event));
    for (const end of ['pointerup', 'pointercancel'] as const) {
      this.#canvas.addEventListener(end, () => {
        this.#dragged = undefined;
      });
    }
  }

  /** Another symbol or grid. */
  forget(): void {
    this.#map.forget();
    this.#drawn = '';
  }

  show(book: ChosenBook | undefined): void {
    if (book !== this.#book) {
      this.#book = book;
      this.forget();
    }
    const format = book?.format;
    const shown = book !== undefined && format !== undefined && book.history.end > 0;
    this.#empty.hidden = shown;
    if (!shown) return;
    const { history } = book;
    const { window } = this.#map;
    if (history.end === 1) this.forget();
    const { clientWidth, clientHeight } = this.#canvas;
    const key = `${history.version} ${window.end(history, this.#map.columns)} ${clientWidth} ${clientHeight} ${devicePixelRatio} ${scheme()}`;
    if (key === this.#drawn) return;
    if (this.#map.draw(history, format)) this.#drawn = key;
    const end = window.end(history, this.#map.columns);
    setData(this.#root, 'following', String(window.live));
    setData(this.#root, 'columns', String(history.end));
    setData(this.#root, 'end', String(end));
    this.#button.disabled = window.live;
    const back = history.time(history.end - 1) - history.time(end - 1);
    this.#where.set(window.live ? 'newest' : `${formatAge(back)} back`);
  }

  #act(change: () => void): void {
    change();
    this.#drawn = '';
    this.onMove();
  }

  /** Answers whether there was anywhere to go: where not, a wheel is the page's own. */
  #scroll(columns: number): boolean {
    const history = this.#book?.history;
    if (history === undefined) return false;
    const { window } = this.#map;
    const before = window.end(history, this.#map.columns);
    this.#act(() => window.scroll(history, columns, this.#map.columns));
    return window.end(history, this.#map.columns) !== before;
  }

  #wheel(event: WheelEvent): void {
    const by = Math.abs(event.deltaX) > Math.abs(event.deltaY) ? event.deltaX : event.deltaY;
    if (event.ctrlKey) {
      event.preventDefault();
      this.#act(() => this.#map.window.zoom(by < 0 ? 1 : -1));
    } else if (this.#scroll(by / COLUMN_PX)) event.preventDefault();
  }

  #drag(event: PointerEvent): void {
    if (this.#dragged === undefined) return;
    const columns = Math.trunc((this.#dragged - event.clientX) / COLUMN_PX);
    if (columns === 0) return;
    this.#dragged -= columns * COLUMN_PX;
    this.#scroll(columns);
  }

  #key(event: KeyboardEvent): void {
    const page = Math.round(this.#map.columns * PAGE);
    const moves: Record<string, () => unknown> = {
      ArrowLeft: () => this.#scroll(-KEY_COLUMNS),
      ArrowRight: () => this.#scroll(KEY_COLUMNS),
      PageUp: () => this.#scroll(-page),
      PageDown: () => this.#scroll(page),
      Home: () => this.#scroll(Number.NEGATIVE_INFINITY),
      End: () => this.#act(() => this.#map.window.goLive()),
      '+': () => this.#act(() => this.#map.window.zoom(1)),
      '-': () => this.#act(() => this.#map.window.zoom(-1)),
    };
    const move = event.ctrlKey || event.metaKey || event.altKey ? undefined : moves[event.key];
    if (move === undefined) return;
    event.preventDefault();
    move();
  }
}

function scheme(): string {
  return matchMedia('(prefers-color-scheme: light)').matches ? 'light' : 'dark';
}
