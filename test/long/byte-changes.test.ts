/** Every change of a byte of every golden frame, some five million, and of messages of them. */
import { expect, it } from 'vitest';
import { readers } from '../cores.js';
import { campaigns, run } from '../fuzz/campaign.js';
import { goldenFiles, goldenStreams } from '../fuzz/corpus.js';

it.each(goldenFiles)('every change of a byte of $name is answered', (file) => {
  // Its own stream, and one that must not notice: to look at all of them takes longer than the input.
  const other = goldenStreams.find((stream) => stream !== file.stream)!;
  const bytes = file.frames.reduce((sum, { input }) => sum + input.length, 0);
  expect(run(campaigns.everySingleByteChange(file), readers, [file.stream, other]).tried).toBeGreaterThan(bytes * 255);
});
