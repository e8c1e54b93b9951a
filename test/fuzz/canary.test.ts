/** Cores that are wrong on purpose: a fuzz that lets one pass proves nothing. */
import { describe, expect, it } from 'vitest';
import { INFO_FINGERPRINT, INFO_SYNCED, RESULT_CODE, SEQUENCE } from '../../assembly/layout.js';
import { createReferenceCore } from '../../host/reference/core.js';
import type { Core } from '../../host/wire/core.js';
import { cores } from '../cores.js';
import { Arena } from './arena.js';
import { campaigns } from './campaign.js';
import { FUZZ_CAPACITY, goldenStreams } from './corpus.js';
import { Random } from './random.js';

/** A reference with some methods replaced. */
function broken(change: (core: Core) => Partial<Core>): Core {
  const core = createReferenceCore(FUZZ_CAPACITY);
  const replaced = change(core) as Record<string, unknown>;
  return new Proxy(core, {
    get(target, name: string) {
      const value = replaced[name] ?? Reflect.get(target, name);
      return typeof value === 'function' ? value.bind(target) : value;
    },
  });
}

/** Fuzzes a wrong core beside the right one, or alone. */
function fuzz(core: Core, alone = false): void {
  const wrong = { name: 'canary', make: () => core };
  const arena = new Arena(alone ? [wrong] : [cores[0]!, wrong], FUZZ_CAPACITY, goldenStreams);
  for (const attempt of campaigns.structure(new Random(1), 300)) arena.try(attempt);
  arena.heal();
}

describe('the fuzz finds a core that', () => {
  it('is not wrong at all to be right', () => {
    fuzz(broken(() => ({})));
  });

  it('takes what follows nothing', () => {
    const receive = (core: Core) => (from: number, to: number) => {
      const count = core.receive(from, to);
      if (core.results[RESULT_CODE] === SEQUENCE) core.results[RESULT_CODE] = 0;
      return count;
    };
    expect(() => fuzz(broken((core) => ({ receive: receive(core) })))).toThrow('canary');
  });

  it('has another fingerprint', () => {
    const info = (core: Core) => (handle: number, field: number) =>
      field === INFO_FINGERPRINT ? core.info(handle, field) + 1 : core.info(handle, field);
    expect(() => fuzz(broken((core) => ({ info: info(core) })))).toThrow('canary has');
  });

  it('throws', () => {
    const validate = () => {
      throw new RangeError('out of bounds');
    };
    expect(() => fuzz(broken(() => ({ validate })))).toThrow('out of bounds');
  });

  it('answers a code that is not of the list, or not of data', () => {
    for (const code of [17, 18, -1, 0.5]) {
      const receive = (core: Core) => (from: number, to: number) => {
        const count = core.receive(from, to);
        if (core.results[RESULT_CODE] !== 0) core.results[RESULT_CODE] = code;
        return count;
      };
      expect(() =>
        fuzz(
          broken((core) => ({ receive: receive(core) })),
          true,
        ),
      ).toThrow(`answers ${code}`);
    }
  });

  it('does not get on', () => {
    expect(() =>
      fuzz(
        broken(() => ({ received: () => 0 })),
        true,
      ),
    ).toThrow('does not get on');
  });

  it('validates one thing and receives another', () => {
    expect(() =>
      fuzz(
        broken(() => ({ validate: () => 0 })),
        true,
      ),
    ).toThrow('validates 0 and receives');
  });

  it('is not healed by a snapshot', () => {
    const info = (core: Core) => (handle: number, field: number) =>
      field === INFO_SYNCED ? 0 : core.info(handle, field);
    expect(() =>
      fuzz(
        broken((core) => ({ info: info(core) })),
        true,
      ),
    ).toThrow('not healed');
  });
});
