/** `npm run test:long`: big fuzz and soaks. */
import { defineConfig } from 'vitest/config';

export default defineConfig({
  test: {
    root: new URL('..', import.meta.url).pathname,
    include: ['test/long/**/*.test.ts'],
    // Hours: none of these is about speed.
    testTimeout: 14_400_000,
    hookTimeout: 60_000,
    maxWorkers: 2,
    reporters: ['default', './test/closing-line.ts'],
  },
});
