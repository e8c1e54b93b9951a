/** An overview as lines of a terminal: for 80 columns, and for fewer and more. */
import type { BookOverview, Overview } from './overview.js';

export interface PageSize {
  readonly columns: number;
  readonly rows: number;
}

/** How a line stands out; the terminal gives it its colour. */
export type Tone = 'title' | 'heading' | 'plain' | 'good' | 'bad' | 'dim';

export interface PageLine {
  readonly text: string;
  readonly tone: Tone;
}

const LATENCY_COLUMNS = 16;

/** @param note about the connection to the host: what does not answer, or its round trip */
export function pageLines(view: Overview, address: string, note: string, size: PageSize): PageLine[] {
  const lines: PageLine[] = [
    { tone: 'title', text: spread(`tickwire ${view.software}  ${address}`, note, size.columns) },
    { tone: 'plain', text: processText(view) },
    { tone: 'plain', text: clientsText(view) },
    ...threadLines(view),
    { tone: 'dim', text: '' },
    { tone: 'heading', text: columns(['latency', ...view.latencies.map(({ hop }) => hop)], LATENCY_COLUMNS) },
    { tone: 'plain', text: columns(['p50', ...view.latencies.map(({ p50Ms }) => ms(p50Ms))], LATENCY_COLUMNS) },
    { tone: 'plain', text: columns(['p99', ...view.latencies.map(({ p99Ms }) => ms(p99Ms))], LATENCY_COLUMNS) },
    { tone: 'dim', text: '' },
    { tone: 'heading', text: feedText('feed', ['open', 'msg/s', 'bytes/s', 'malformed', 'reconnects']) },
    ...view.feeds.map(
      (feed): PageLine => ({
        tone: feed.open === feed.connections ? 'plain' : 'bad',
        text: feedText(feed.venue, [
          `${feed.open}/${feed.connections}`,
          count(feed.messagesPerSecond),
          bytes(feed.bytesPerSecond),
          count(feed.malformed),
          count(feed.reconnects),
        ]),
      }),
    ),
    { tone: 'dim', text: '' },
    { tone: 'heading', text: bookText('book', 'state', ['upd/s', 'trd/s', 'age', 'gaps', 'wrong', 'not live']) },
  ];
  const room = Math.max(1, size.rows - lines.length - 1);
  const shown = view.books.length > room ? view.books.slice(0, room - 1) : view.books;
  lines.push(...shown.map(bookLine));
  if (shown.length < view.books.length) {
    lines.push({ tone: 'dim', text: `and ${view.books.length - shown.length} more` });
  }
  lines.push({ tone: 'dim', text: 'q ends' });
  return lines.slice(0, size.rows).map(({ tone, text }) => ({ tone, text: text.slice(0, size.columns).trimEnd() }));
}

function processText({ core, process }: Overview): string {
  const memory = `${bytes(process.residentBytes)} (core ${core} ${bytes(process.coreBytes)})`;
  return `cpu ${(process.cpu * 100).toFixed(0)} %  memory ${memory}  event loop p99 ${ms(process.eventLoopP99Ms)}`;
}

function clientsText({ clients }: Overview): string {
  const { connected, behind, subscriptions, views, messagesPerSecond, bytesPerSecond } = clients;
  const sent = `sent ${count(messagesPerSecond)} msg/s, ${bytes(bytesPerSecond)}/s`;
  return `clients ${count(connected)}, ${count(behind)} behind  subscriptions ${count(subscriptions)} on ${count(views)} views  ${sent}`;
}

function threadLines({ threads }: Overview): PageLine[] {
  const { count: all, up, restarts, lapped, busy, waitingBytes } = threads;
  if (all === 0) return [];
  const rings = `${count(lapped)} lapped, ${bytes(waitingBytes)} waiting`;
  const text = `threads ${up} of ${all} up, ${count(restarts)} restarts, busy ${(busy * 100).toFixed(0)} %  rings ${rings}`;
  return [{ tone: up === all ? 'plain' : 'bad', text }];
}

function bookLine(book: BookOverview): PageLine {
  const state = book.state === 'live' || book.reason === null || book.reason === 'none' ? book.state : book.reason;
  return {
    tone: book.state === 'live' ? 'good' : 'bad',
    text: bookText(book.symbol, state, [
      count(book.updatesPerSecond),
      count(book.tradesPerSecond),
      age(book.ageSeconds),
      count(book.gaps),
      count(book.failedProofs),
      age(book.notLiveSeconds),
    ]),
  };
}

function feedText(name: string, cells: readonly string[]): string {
  return `${name.padEnd(24).slice(0, 24)}${cells.map((cell) => cell.padStart(11)).join('')}`;
}

function bookText(symbol: string, state: string, cells: readonly string[]): string {
  const widths = [7, 7, 7, 6, 6, 9];
  const tail = cells.map((cell, at) => cell.padStart(widths[at]!)).join('');
  return `${symbol.padEnd(25).slice(0, 25)} ${state.padEnd(12).slice(0, 12)}${tail}`;
}

function columns(cells: readonly string[], width: number): string {
  const [first, ...rest] = cells;
  return `${first!.padEnd(width - 2)}${rest.map((cell) => cell.padStart(width)).join('')}`;
}

function spread(left: string, right: string, width: number): string {
  return `${left}${' '.repeat(Math.max(2, width - left.length - right.length))}${right}`;
}

/** In 6 characters at most. */
export function count(value: number): string {
  if (value >= 999_500) return `${(value / 1e6).toFixed(1)}M`;
  if (value >= 9_995) return `${(value / 1e3).toFixed(0)}k`;
  return value >= 99.5 || Number.isInteger(value) ? value.toFixed(0) : value.toFixed(1);
}

/** Units are powers of 1024. */
export function bytes(value: number): string {
  const units = ['B', 'kB', 'MB', 'GB', 'TB'];
  let unit = 0;
  let size = value;
  for (; size >= 999.5 && unit < units.length - 1; unit += 1) size /= 1024;
  return `${unit === 0 || size >= 99.5 ? size.toFixed(0) : size.toFixed(1)} ${units[unit]}`;
}

function ms(value: number | null): string {
  if (value === null) return '-';
  if (value < 1) return `${(value * 1000).toFixed(0)} us`;
  return value < 1000 ? `${value.toFixed(value < 10 ? 1 : 0)} ms` : `${(value / 1000).toFixed(1)} s`;
}

function age(seconds: number): string {
  if (seconds < 1) return `${(seconds * 1000).toFixed(0)}ms`;
  if (seconds < 99.5) return `${seconds.toFixed(1)}s`;
  return seconds < 5_970 ? `${(seconds / 60).toFixed(0)}m` : `${(seconds / 3600).toFixed(0)}h`;
}
