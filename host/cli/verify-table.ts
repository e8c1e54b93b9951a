/** The result of `tickwire verify` for people: a line a symbol, then the best levels of each book. */
import type { LevelText, SymbolReport, VerificationReport } from '../feeds/verification.js';

const HEADINGS = ['symbol', 'state', 'updates', 'levels', 'trades', 'gaps', 'crossed', 'checksums', 'quotes', 'trips'];
/** Levels a side shown here; JSON has as many as were asked for. */
const SHOWN_LEVELS = 3;

export function verifyTable(report: VerificationReport): string {
  const symbols = Object.entries(report.symbols);
  const isAdvised = symbols.some(([, { advisoryQuotes }]) => advisoryQuotes !== undefined);
  const headings = [...HEADINGS, 'bytes/level', 'of the book', ...(isAdvised ? ['advisory'] : [])];
  const rows = [headings, ...symbols.map(([native, symbol]) => cells(native, symbol))];
  const widths = rows[0]!.map((_, column) => Math.max(...rows.map((row) => row[column]!.length)));
  const lines = rows.map((row) => row.map((cell, column) => pad(cell, widths[column]!, column < 2)).join('  '));
  const counts = `${report.frames} frames, ${report.ignored} ignored, ${report.malformed} malformed${report.deferred > 0 ? `, ${report.deferred} deferred` : ''}`;
  const books = symbols.flatMap(([native, symbol]) => bookLines(native, symbol));
  return `${[`${report.venue}, core ${report.core}, codec ${report.codec}: ${counts}`, '', ...lines, '', ...books].join('\n')}\n`;
}

function cells(native: string, symbol: SymbolReport): string[] {
  const { checksums, bestQuotes, roundTrips, advisoryQuotes } = symbol;
  const tally = ({ ok, failed }: { ok: number; failed: number }) => (ok + failed === 0 ? '-' : `${ok}/${ok + failed}`);
  return [
    native,
    symbol.state,
    String(symbol.updates),
    String(symbol.levelChanges),
    String(symbol.trades),
    String(symbol.gaps),
    String(symbol.crossed),
    tally(checksums),
    tally(bestQuotes),
    tally(roundTrips),
    symbol.bytesPerLevelChange === null ? '-' : symbol.bytesPerLevelChange.toFixed(2),
    symbol.bookBytesPerLevelChange === null ? '-' : symbol.bookBytesPerLevelChange.toFixed(2),
    ...(advisoryQuotes === undefined ? [] : [tally(advisoryQuotes)]),
  ];
}

function bookLines(native: string, { bids, asks, fingerprint }: SymbolReport): string[] {
  const side = (levels: readonly LevelText[]) =>
    levels
      .slice(0, SHOWN_LEVELS)
      .map(([price, size]) => `${price} × ${size}`)
      .join(', ') || 'empty';
  const hex = fingerprint.toString(16).padStart(8, '0');
  return [`${native}  fingerprint ${hex}`, `  bids ${side(bids)}`, `  asks ${side(asks)}`];
}

function pad(text: string, width: number, isLeft: boolean): string {
  return isLeft ? text.padEnd(width) : text.padStart(width);
}
