/** One answer of `/metrics`: samples found by name and labels. Reads the text format of Prometheus as far as this host writes it. */

export type Labels = Readonly<Record<string, string>>;

export interface Sample {
  readonly labels: Labels;
  readonly value: number;
}

const LINE = /^([a-zA-Z_:][\w:]*)(?:\{(.*)\})? (\S+)$/;
const LABEL = /(\w+)="((?:[^"\\]|\\.)*)"/g;

export class Scrape {
  /** When it was taken, monotonic ms. */
  readonly atMs: number;
  readonly #samples = new Map<string, Sample[]>();

  constructor(text: string, atMs: number) {
    this.atMs = atMs;
    for (const line of text.split('\n')) {
      const match = line.startsWith('#') ? null : LINE.exec(line);
      if (match === null) continue;
      const [, name, labels = '', value] = match;
      const list = this.#samples.get(name!) ?? [];
      this.#samples.set(name!, list);
      list.push({ labels: labelsOf(labels), value: value === '+Inf' ? Number.POSITIVE_INFINITY : Number(value) });
    }
  }

  /** Samples of a name that have these labels. */
  all(name: string, where: Labels = {}): Sample[] {
    const wanted = Object.entries(where);
    return (this.#samples.get(name) ?? []).filter(({ labels }) =>
      wanted.every(([key, value]) => labels[key] === value),
    );
  }

  /** Their sum, 0 where there are none. */
  sum(name: string, where: Labels = {}): number {
    return this.all(name, where).reduce((sum, { value }) => sum + value, 0);
  }
}

function labelsOf(text: string): Labels {
  const pairs = [...text.matchAll(LABEL)].map(([, key, value]) => [key!, value!.replace(/\\(.)/g, unescaped)] as const);
  return Object.fromEntries(pairs);
}

function unescaped(_all: string, char: string): string {
  return char === 'n' ? '\n' : char;
}
