/** VPIN as a needleless gauge from 0 to 1: an arc as long as the value, the figure within. */
import { LiveText, part, setData } from './element.js';

/** Length of the arc in the drawing's own units: its `pathLength`. */
const ARC = 100;

export class VpinGauge {
  readonly #root = part('vpin-gauge');
  readonly #arc = part<SVGPathElement>('vpin-arc');
  readonly #text = LiveText.in(part('vpin-value'));

  /** @param value 0 to 1; undefined while there is none, and then what to say in its place */
  show(value: number | undefined, words: string): void {
    this.#text.set(value?.toFixed(3) ?? words);
    const share = Math.min(1, Math.max(0, value ?? 0)) * ARC;
    this.#arc.setAttribute('stroke-dasharray', `${share.toFixed(1)} ${ARC}`);
    setData(this.#root, 'known', String(value !== undefined));
  }
}
