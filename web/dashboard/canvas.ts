/** A canvas as fine as the screen it is on, drawn in CSS pixels. */

export interface Drawing {
  readonly paint: CanvasRenderingContext2D;
  /** CSS pixels. */
  readonly width: number;
  readonly height: number;
}

/** Fits a canvas to its place and empties it; undefined while it has none. */
export function beginDrawing(canvas: HTMLCanvasElement): Drawing | undefined {
  const { clientWidth: width, clientHeight: height } = canvas;
  const paint = canvas.getContext('2d');
  if (paint === null || width === 0 || height === 0) return undefined;
  const ratio = globalThis.devicePixelRatio || 1;
  const [pixelsWide, pixelsHigh] = [Math.round(width * ratio), Math.round(height * ratio)];
  if (canvas.width !== pixelsWide || canvas.height !== pixelsHigh) {
    canvas.width = pixelsWide;
    canvas.height = pixelsHigh;
  }
  paint.setTransform(ratio, 0, 0, ratio, 0, 0);
  paint.clearRect(0, 0, width, height);
  return { paint, width, height };
}

/** A step of 1, 2 or 5 times a power of ten, at least `least` and at least 1. */
export function roundStep(least: number): number {
  const power = 10 ** Math.floor(Math.log10(Math.max(least, 1)));
  for (const factor of [1, 2, 5]) if (factor * power >= least) return factor * power;
  return 10 * power;
}
