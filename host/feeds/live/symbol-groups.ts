/** Which symbols share a connection. */
import type { Venue, VenueUrls } from '../venue.js';

/** Longest address asked for: servers refuse request lines somewhere above. */
export const MAX_URL_CHARS = 8_000;

/** Groups of at most as many symbols as the venue's connections carry, with addresses that a server takes. */
export function groupSymbols(symbols: readonly string[], venue: Venue, urls: VenueUrls, depth: number): string[][] {
  const most = Math.max(1, venue.limits.symbolsPerConnection);
  const groups: string[][] = [];
  for (let from = 0; from < symbols.length; from += most) {
    groups.push(...halved(symbols.slice(from, from + most), venue, urls, depth));
  }
  return groups;
}

function halved(group: string[], venue: Venue, urls: VenueUrls, depth: number): string[][] {
  if (group.length === 1 || venue.subscription(group, urls, depth).url.length <= MAX_URL_CHARS) return [group];
  const middle = Math.ceil(group.length / 2);
  return [...halved(group.slice(0, middle), venue, urls, depth), ...halved(group.slice(middle), venue, urls, depth)];
}
