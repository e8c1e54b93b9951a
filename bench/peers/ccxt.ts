/**
 * ccxt's order book, the usual pick of who writes a trading program in JavaScript. Its class is imported
 * from inside the package: the package's own entry brings a hundred exchanges along.
 */

export interface CcxtSide extends Array<[price: number, size: number]> {
  store(price: number, size: number): void;
}

export interface CcxtBook {
  readonly bids: CcxtSide;
  readonly asks: CcxtSide;
  reset(snapshot: { bids: [number, number][]; asks: [number, number][] }): void;
}

export async function newCcxtBook(): Promise<() => CcxtBook> {
  const entry = import.meta.resolve('ccxt');
  const { OrderBook } = (await import(new URL('./src/base/ws/OrderBook.js', entry).href)) as {
    OrderBook: new () => CcxtBook;
  };
  return () => new OrderBook();
}
