/** The strip of analytics below the trades: what the host computes of the chosen symbol, each with whether it can be relied on. */
import type { Analytics } from '../client/index.js';
import { type AmountFormat, groupDecimal, shownDecimals } from './amount.js';
import { LiveText, part, setData } from './element.js';

/** What the page asks for. A host that does not compute one of them says so, and its place stays empty. */
export const ANALYTICS_NAMES = [
  'touch.mid',
  'touch.spread',
  'microprice.microprice',
  'imbalance.imbalance5',
  'orderFlow.flow1',
  'tradeFlow.cvd',
  'vpin.vpin',
  'volatility.realisedVolatility',
] as const;

type Name = (typeof ANALYTICS_NAMES)[number];
type Write = (value: number, format: AmountFormat) => string;

const signed = (text: string, value: number): string => (value > 0 ? `+${text}` : value < 0 ? `−${text}` : text);
const ratio: Write = (value) => signed(Math.abs(value).toFixed(2), value);
/** Ticks as a price, with one digit more than the grid: these values stand between ticks. */
const price: Write = (ticks, { grid }) => {
  const decimals = Math.min(shownDecimals(grid.tick, grid.priceDecimals) + 1, 18);
  return groupDecimal((ticks * grid.tick * 10 ** -grid.priceDecimals).toFixed(decimals), decimals);
};
const amount: Write = (lots, { grid }) => {
  const size = Math.abs(lots) * grid.lot * 10 ** -grid.sizeDecimals;
  return signed(new Intl.NumberFormat('en', { notation: 'compact', maximumSignificantDigits: 4 }).format(size), lots);
};

const WRITES: { readonly [N in Name]: Write } = {
  'touch.mid': price,
  'touch.spread': price,
  'microprice.microprice': price,
  'imbalance.imbalance5': ratio,
  'orderFlow.flow1': amount,
  'tradeFlow.cvd': amount,
  'vpin.vpin': (value) => value.toFixed(3),
  'volatility.realisedVolatility': (value) => `${(value * 10_000).toFixed(2)} bp`,
};

/** Why there is no figure, in a word. */
const WORDS = { none: 'warming up', unfitted: 'not fitted yet', unknown: '', synced: '', tainted: '' } as const;

export class AnalyticsPanel {
  readonly #root = part('analytics');
  readonly #cells = ANALYTICS_NAMES.map((name) => {
    const cell = part(`analytics-${name.split('.')[0]}${name === 'touch.spread' ? '-spread' : ''}`);
    return { name, cell, text: LiveText.in(part('value', cell)), bar: cell.querySelector<HTMLElement>('.lean') };
  });

  show(analytics: Analytics | undefined, format: AmountFormat | undefined, live: boolean): void {
    setData(this.#root, 'live', String(live));
    for (const { name, cell, text, bar } of this.#cells) {
      const value = analytics?.value(name);
      const quality = analytics?.quality(name) ?? 'unknown';
      const shown = value === undefined || format === undefined ? undefined : WRITES[name](value, format);
      setData(cell, 'quality', quality);
      text.set(shown ?? (WORDS[quality] || '–'));
      if (bar !== null) bar.style.setProperty('--lean', String(value ?? 0));
    }
  }
}
