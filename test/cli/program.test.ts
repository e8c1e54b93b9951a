/** What the command line answers to mistakes: one line, a suggestion, exit status 2. */
import { Argument } from 'commander';
import { describe, expect, it } from 'vitest';
import { bySchema, flag, numberBySchema, strangers } from '../../host/cli/flag.js';
import { createProgram, internalError, type Register, run } from '../../host/cli/program.js';
import { UsageError } from '../../host/cli/usage-error.js';
import { choice, integer, port } from '../../host/config/field.js';
import { VERSION } from '../../host/version.js';

async function tickwire(...argv: string[]) {
  let out = '';
  let err = '';
  const streams = { out: (text: string) => (out += text), err: (text: string) => (err += text) };
  const seen: unknown[] = [];
  const start: Register = (program) =>
    program
      .command('start')
      .description('starts')
      .addOption(flag('--port <port>', 'where to listen', numberBySchema(port)))
      .addOption(flag('--core <build>', 'which build', bySchema(choice(['simd', 'scalar']))))
      .action((options) => {
        seen.push(options);
      });
  const verify: Register = (program) =>
    program
      .command('verify')
      .addArgument(new Argument('<files...>'))
      .action(() => {
        throw new UsageError('first line', 'second line');
      });
  const fail: Register = (program) =>
    program.command('fail').action(() => {
      program.error('it went wrong', { exitCode: 1, code: 'own' });
    });
  const crash: Register = (program) =>
    program.command('crash').action(async () => {
      throw new TypeError('undefined is not a function');
    });
  const status = await run(createProgram([start, verify, fail, crash], streams), argv, streams);
  return { status, out, err, seen };
}

describe('command line', () => {
  it('prints its version and its help, which name every command', async () => {
    expect(await tickwire('--version')).toMatchObject({ status: 0, out: `${VERSION}\n`, err: '' });
    const help = await tickwire('--help');
    expect(help).toMatchObject({ status: 0, err: '' });
    for (const name of ['start', 'verify', 'fail']) expect(help.out).toContain(name);
    expect((await tickwire('start', '--help')).out).toContain('TICKWIRE_PORT');
    expect(await tickwire('help', 'start')).toEqual(await tickwire('start', '--help'));
    expect(await tickwire('help')).toEqual(help);
  });

  it.each([
    [[], 'which command? There are start, verify, fail, crash; see tickwire --help'],
    [['strat'], "unknown command 'strat' (Did you mean start?)"],
    [['help', 'strat'], "unknown command 'strat' (Did you mean start?)"],
    [['nonsense'], "unknown command 'nonsense'; see tickwire --help"],
    [['--prot', '1'], "unknown option '--prot'; see tickwire --help"],
    [['start', '--prot', '1'], "unknown option '--prot' (Did you mean --port?)"],
    [['start', '--nonsense'], "unknown option '--nonsense'; see tickwire --help"],
    [['start', 'file'], "too many arguments for 'start'. Expected 0 arguments but got 1."],
    [['start', '--port'], "option '--port <port>' argument missing"],
    [
      ['start', '--port', 'abc'],
      "option '--port <port>' argument 'abc' is invalid. Expected an integer from 0 to 65535.",
    ],
    [
      ['start', '--port', '65536'],
      "option '--port <port>' argument '65536' is invalid. Expected an integer from 0 to 65535.",
    ],
    [['start', '--core', 'fast'], "option '--core <build>' argument 'fast' is invalid. Expected one of simd, scalar."],
    [['verify'], "missing required argument 'files'"],
  ])('%j is answered in one line with status 2', async (argv, line) => {
    expect(await tickwire(...argv)).toMatchObject({ status: 2, out: '', err: `tickwire: ${line}\n` });
  });

  it('prints a line for each mistake that a command finds', async () => {
    expect(await tickwire('verify', 'x')).toMatchObject({
      status: 2,
      err: 'tickwire: first line\ntickwire: second line\n',
    });
  });

  it('keeps the exit status that a command chose', async () => {
    expect(await tickwire('fail')).toMatchObject({ status: 1, err: 'tickwire: it went wrong\n' });
    expect(await tickwire('start', '--port', '0')).toMatchObject({ status: undefined, seen: [{ port: 0 }] });
  });

  it('lets a fault of its own through, to be told in one line, where asked with its place', async () => {
    await expect(tickwire('crash')).rejects.toThrow('undefined is not a function');
    let err = '';
    const streams = { out() {}, err: (text: string) => (err += text) };
    expect(internalError(new Error('broken\nmore'), false, streams)).toBe(70);
    expect(err).toBe('tickwire: internal error: broken (TICKWIRE_LOG_LEVEL=debug shows where)\n');
    err = '';
    internalError(new Error('broken'), true, streams);
    expect(err).toMatch(/^tickwire: internal error: broken\nError: broken\n +at /);
  });

  it('takes the environment under a flag', async () => {
    process.env['TICKWIRE_PORT'] = '99';
    try {
      expect((await tickwire('start')).seen).toEqual([{ port: 99 }]);
      expect((await tickwire('start', '--port', '7')).seen).toEqual([{ port: 7 }]);
      process.env['TICKWIRE_PORT'] = 'x';
      expect((await tickwire('start')).err).toBe(
        "tickwire: option '--port <port>' value 'x' from env 'TICKWIRE_PORT' is invalid. Expected an integer from 0 to 65535.\n",
      );
    } finally {
      delete process.env['TICKWIRE_PORT'];
    }
  });

  it('knows a misspelt variable', () => {
    const env = { TICKWIRE_PROT: '1', TICKWIRE_PORT: '2', PATH: '' };
    expect(strangers(env, new Set(['TICKWIRE_PORT']))).toEqual(['TICKWIRE_PROT']);
  });

  it('reads numbers as numbers alone', () => {
    const read = numberBySchema(integer(0, 100));
    expect(read('42')).toBe(42);
    for (const text of ['', ' ', '0x10', '1.5', 'Infinity', '1_0', '-1']) expect(() => read(text), text).toThrow();
  });
});
