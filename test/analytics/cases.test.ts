/** The shared cases of the analytics kernels on the three implementations. */
import { describe } from 'vitest';
import { analyticsTwins } from '../analytics-twins.js';
import { argumentCases } from '../cases/analytics/arguments.js';
import { bookCases } from '../cases/analytics/book.js';
import { sampleCases } from '../cases/analytics/samples.js';
import { tradeCases } from '../cases/analytics/trades.js';

describe.each(analyticsTwins)('analytics $name', ({ make }) => {
  bookCases(make);
  tradeCases(make);
  sampleCases(make);
  argumentCases(make);
});
