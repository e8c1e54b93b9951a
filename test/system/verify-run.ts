/** Runs `tickwire verify` in this process and keeps what it wrote. */
import { createProgram, run } from '../../host/cli/program.js';
import { registerVerify } from '../../host/cli/verify.js';
import type { VerificationReport } from '../../host/feeds/verification.js';

export interface VerifyRun {
  readonly status: number;
  readonly out: string;
  readonly err: string;
}

export async function runVerify(argv: readonly string[], isTerminal = false): Promise<VerifyRun> {
  let out = '';
  let err = '';
  let ended = 0;
  const streams = {
    out: (text: string) => {
      out += text;
    },
    err: (text: string) => {
      err += text;
    },
  };
  const exit = (status: number) => {
    ended = status;
  };
  const program = createProgram([(command) => registerVerify(command, { isTerminal, exit })], streams);
  const status = await run(program, ['verify', ...argv], streams);
  return { status: status ?? ended, out, err };
}

/** The report of a run with --json. */
export async function verifyJson(...argv: string[]): Promise<VerificationReport & { readonly status: number }> {
  const { status, out } = await runVerify([...argv, '--json']);
  return { ...(JSON.parse(out) as VerificationReport), status };
}
