/**
 * A contest: one piece of work, done by several contestants on one input that was made before the clock
 * starts. Their results are compared first; a contest whose contestants disagree is not timed.
 */

export interface Contestant {
  readonly name: string;
  /** Whether `run` answers a promise. Default: no. */
  readonly isAsync?: boolean;
  /**
   * One run over the whole input; repeatable, with the same result each time. Where not all of the run
   * counts it answers the ms that do.
   */
  // biome-ignore lint/suspicious/noConfusingVoidType: most runs answer nothing at all
  run(): void | number | Promise<void | number>;
  /** Equal where the results are. Read after a run. */
  digest(): number | string;
  /** Of those that have it equal, too: the bytes of an encoding, say, which a peer's are not. */
  exact?(): number | string;
  /** In a contest of bytes: how many the last run came to. */
  bytes?(): number;
  /** What else the last run showed, by name; stands beside the table. */
  facts?(): Readonly<Record<string, string>>;
  /** Ends workers and the like. */
  close?(): void | Promise<void>;
}

export interface Contest {
  /** Unique within its axis. */
  readonly name: string;
  /** What it works on, as in "random, seed 1". */
  readonly input: string;
  /** What one item is, as in "level entry". */
  readonly item: string;
  /** Items in one run. */
  readonly items: number;
  /** `ns`: time an item. `B`: bytes an item, which are counted, not timed. */
  readonly unit: 'ns' | 'B';
  readonly contestants: readonly Contestant[];
}

/** Contestants came to different results: nothing of theirs may be compared. */
export class Disagreement extends Error {
  constructor(contest: string, digests: readonly (readonly [name: string, digest: number | string])[]) {
    const said = digests.map(([name, digest]) => `${name} ${short(digest)}`).join(', ');
    super(`${contest}: the contestants disagree: ${said}`);
  }
}

/** A contest that could not be held: a fault of this program, or a session beyond what it has room for. */
export class ContestFault extends Error {
  constructor(contest: string, cause: unknown) {
    super(`${contest}: ${cause instanceof Error ? cause.message : String(cause)}`, { cause });
  }
}

function short(digest: number | string): string {
  const text = String(digest);
  return text.length > 40 ? `${text.slice(0, 40)}…` : text;
}

/**
 * Runs each contestant once and compares what they came to. Answers the ms of that first run of each, with
 * the code not yet compiled by the engine's last tier.
 * @throws Disagreement
 */
export async function checkEqual(contest: Contest, now: () => number): Promise<number[]> {
  const firstMs: number[] = [];
  for (const contestant of contest.contestants) {
    const from = now();
    const counted = await contestant.run();
    firstMs.push(typeof counted === 'number' ? counted : now() - from);
  }
  compareDigests(contest);
  return firstMs;
}

/** @throws Disagreement */
export function compareDigests(contest: Contest): void {
  const { name, contestants } = contest;
  expectOne(
    name,
    contestants.map((contestant) => [contestant.name, contestant.digest()]),
  );
  expectOne(
    name,
    contestants.flatMap((contestant) => (contestant.exact ? [[contestant.name, contestant.exact()] as const] : [])),
  );
}

function expectOne(contest: string, digests: readonly (readonly [name: string, digest: number | string])[]): void {
  if (new Set(digests.map(([, digest]) => digest)).size > 1) throw new Disagreement(contest, digests);
}

export async function closeContest(contest: Contest): Promise<void> {
  for (const contestant of contest.contestants) await contestant.close?.();
}
