/** A mistake of the user: one line a problem, what is wrong and how to mend it. Ends a command with exit status 2. */

export class UsageError extends Error {
  readonly lines: readonly string[];

  constructor(...lines: string[]) {
    super(lines.join('; '));
    this.lines = lines;
  }
}
