/** The other side of a `Child`: what a process of the load does when it is asked. */

export interface Question {
  readonly id: number;
  readonly name: string;
  readonly given: readonly unknown[];
}

export interface Answer {
  readonly id: number;
  readonly value?: unknown;
  /** One line, where it failed. */
  readonly error?: string;
}

/** Named functions whose arguments and results can be cloned. */
// biome-ignore lint/suspicious/noExplicitAny: any arguments at all
export type DutiesOf<D> = { readonly [K in keyof D]: (...given: any[]) => unknown };

/** Serves until the parent is gone. Beside the duties given there is `cpu`. */
export function serve<D extends DutiesOf<D>>(duties: D): void {
  const all: DutiesOf<Record<string, unknown>> = { ...duties, cpu: () => process.cpuUsage() };
  process.on('message', async ({ id, name, given }: Question) => {
    try {
      answer({ id, value: await all[name]!(...given) });
    } catch (error) {
      answer({ id, error: error instanceof Error ? (error.stack ?? error.message) : String(error) });
    }
  });
  process.on('disconnect', () => process.exit(0));
}

function answer(said: Answer): void {
  if (process.connected) process.send!(said);
}
