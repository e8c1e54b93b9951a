/** A configuration that cannot be run: one line a problem, what is wrong and how to mend it. */

export class ConfigError extends Error {
  readonly problems: readonly string[];

  constructor(...problems: string[]) {
    super(problems.join('; '));
    this.name = 'ConfigError';
    this.problems = problems;
  }
}
