/**
 * Seeded pseudo-random numbers (xoshiro128**): equal seeds give equal draws on every machine. One
 * generator a purpose, so that what one part draws never shifts another's. Not for secrets.
 */

/** FNV-1a, 32 bits. */
function hash(text: string): number {
  let value = 0x811c9dc5;
  for (let i = 0; i < text.length; i++) value = Math.imul(value ^ text.charCodeAt(i), 0x01000193);
  return value >>> 0;
}

/** One step of splitmix32: spreads a poor seed over all bits. */
function spread(value: number): number {
  let z = (value + 0x9e3779b9) | 0;
  z = Math.imul(z ^ (z >>> 16), 0x21f0aaad);
  z = Math.imul(z ^ (z >>> 15), 0x735a2d97);
  return (z ^ (z >>> 15)) >>> 0;
}

const rotate = (value: number, bits: number) => (value << bits) | (value >>> (32 - bits));

export class Random {
  #a: number;
  #b: number;
  #c: number;
  #d: number;

  /** @param purpose names that keep generators of one seed apart */
  constructor(seed: number, ...purpose: (string | number)[]) {
    this.#a = spread(hash([seed, ...purpose].join('/')));
    this.#b = spread(this.#a);
    this.#c = spread(this.#b);
    this.#d = spread(this.#c) | 1;
  }

  /** Uniform in [0, 1). */
  next(): number {
    const result = Math.imul(rotate(Math.imul(this.#b, 5), 7), 9) >>> 0;
    const shifted = this.#b << 9;
    this.#c ^= this.#a;
    this.#d ^= this.#b;
    this.#b ^= this.#c;
    this.#a ^= this.#d;
    this.#c ^= shifted;
    this.#d = rotate(this.#d, 11);
    return result / 2 ** 32;
  }

  chance(probability: number): boolean {
    return this.next() < probability;
  }

  /** Uniform among 0 … n - 1. */
  below(n: number): number {
    return Math.floor(this.next() * n);
  }

  exponential(mean: number): number {
    return -mean * Math.log(1 - this.next());
  }

  /** Standard normal (Box and Muller). */
  normal(): number {
    return Math.sqrt(-2 * Math.log(1 - this.next())) * Math.cos(2 * Math.PI * this.next());
  }

  /** Log-normal with median 1. */
  logNormal(sigma: number): number {
    return Math.exp(sigma * this.normal());
  }
}
