/** The system tests: every scenario in turn on one stage of processes, and what holds after each. */
import { afterAll, describe, expect, it } from 'vitest';
import type { Outcome } from './scenario.js';
import { play } from './scenario.js';
import { SCENARIOS } from './scenarios.js';
import type { Sizes } from './sizes.js';
import { Stage } from './stage.js';

/** @param told all outcomes, once all scenarios have held */
export function itHolds(sizes: Sizes, told: (outcomes: readonly Outcome[]) => void = () => {}): void {
  const stage = new Stage(sizes);
  const outcomes: Outcome[] = [];

  describe(`a host with ${stage.clients} clients`, () => {
    afterAll(() => stage.close());

    it('starts', { timeout: 120_000 }, async () => {
      await stage.start();
      expect(await stage.metric('tickwire_gateway_clients')).toBe(stage.clients);
    });

    for (const scenario of SCENARIOS) {
      it(scenario.promise, { timeout: 300_000 }, async () => {
        const outcome = await play(scenario, stage, outcomes[0]);
        expect(outcome.books).toBeGreaterThan(0);
        outcomes.push(outcome);
      });
    }

    it('held in all of it', () => {
      expect(outcomes).toHaveLength(SCENARIOS.length);
      told(outcomes);
    });
  });
}
