/** A React hook: the book of a symbol, drawn anew at most once a frame of the screen. */
import { useEffect, useState } from 'react';
import type { Book, Client, SubscriptionState } from 'tickwire/client';

export interface BookView {
  readonly state: SubscriptionState;
  /** A copy, which does not change any more; undefined before the first. */
  readonly book: Book | undefined;
  /** Why there is none, where the host refused it. */
  readonly error: string | undefined;
}

const NOTHING: BookView = { state: 'connecting', book: undefined, error: undefined };

/** @param client of a provider above, or undefined where the page is rendered on a server */
export function useBook(client: Client | undefined, symbol: string, depth = 10): BookView {
  const [view, setView] = useState(NOTHING);
  useEffect(() => {
    setView(NOTHING);
    if (client === undefined) return;
    const subscription = client.subscribe({ symbol, depth });
    let frame = 0;
    const draw = (): void => {
      frame = 0;
      const { state, book, error } = subscription;
      setView({ state, book: book.grid === undefined ? undefined : book.copy(), error: error?.message });
    };
    subscription.on('message', () => {
      if (frame === 0) frame = requestAnimationFrame(draw);
    });
    return () => {
      cancelAnimationFrame(frame);
      subscription.close();
    };
  }, [client, symbol, depth]);
  return view;
}
