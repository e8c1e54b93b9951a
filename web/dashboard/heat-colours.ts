/** The heatmap's colours: a ramp a side from the surface to the side's colour and beyond, as the page's tokens have them. */

const STEPS = 256;
/** Where a ramp reaches the side's own colour; from there it goes to the colour that stands out most. */
const PURE = 0.72;

type Rgb = readonly [red: number, green: number, blue: number];

/** Ramps of packed pixels, as `ImageData` has them (alpha, blue, green, red from the highest byte). */
export interface HeatColours {
  readonly surface: number;
  readonly gap: number;
  readonly bids: Uint32Array;
  readonly asks: Uint32Array;
}

export function heatColours(style: CSSStyleDeclaration): HeatColours {
  const token = (name: string) => parseHex(style.getPropertyValue(name).trim());
  const [surface, peak] = [token('--heat'), token('--heat-peak')];
  return {
    surface: pack(surface),
    gap: pack(token('--stale')),
    bids: ramp(surface, token('--bid'), peak),
    asks: ramp(surface, token('--ask'), peak),
  };
}

/** A ramp's pixel for a share of the full size; its root, so that small sizes are seen too. */
export function heatPixel(ramp: Uint32Array, share: number): number {
  return ramp[Math.min(STEPS - 1, Math.round(Math.sqrt(share) * (STEPS - 1)))]!;
}

function ramp(surface: Rgb, side: Rgb, peak: Rgb): Uint32Array {
  return Uint32Array.from({ length: STEPS }, (_, step) => {
    const share = step / (STEPS - 1);
    return pack(share < PURE ? mix(surface, side, share / PURE) : mix(side, peak, (share - PURE) / (1 - PURE)));
  });
}

function mix(from: Rgb, to: Rgb, share: number): Rgb {
  const part = (i: 0 | 1 | 2) => Math.round(from[i] + (to[i] - from[i]) * share);
  return [part(0), part(1), part(2)];
}

function pack([red, green, blue]: Rgb): number {
  return ((255 << 24) | (blue << 16) | (green << 8) | red) >>> 0;
}

/** `#rrggbb`, or `#rgb`, to which a minifier may shorten it. */
function parseHex(text: string): Rgb {
  const digits = text.length < 7 ? text.replace(/[0-9a-f]/gi, '$&$&') : text;
  const value = Number.parseInt(digits.slice(1, 7), 16);
  return [value >> 16, (value >> 8) & 255, value & 255];
}
