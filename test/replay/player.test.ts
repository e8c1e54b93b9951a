/** Pace: the recorded times at 1x and 10x, full speed by what listeners take, holds that shift what follows. */
import { describe, expect, it } from 'vitest';
import { MergedCapture } from '../../host/feeds/replay/merged-capture.js';
import { MAX_PAUSE_MS, Player, type Speed } from '../../host/feeds/replay/player.js';
import { VirtualTime } from '../live/virtual-time.js';
import { type Line, removeCapturesAfterAll, START_MS, writeCapture, writeFile } from './small-capture.js';

removeCapturesAfterAll();

function play(paths: string[], speed: Speed) {
  const time = new VirtualTime();
  const played: [number, string][] = [];
  const stage = {
    passes: true,
    drained: true,
    mayPass: () => stage.passes,
    isDrained: () => stage.drained,
    play: (text: string) => played.push([time.monotonicMs(), text]),
    ended: () => played.push([time.monotonicMs(), 'ended']),
  };
  const player = new Player(new MergedCapture(paths), speed, time, stage);
  return { time, stage, player, played };
}

const lines: Line[] = [
  [0, 'a'],
  [100, 'b'],
  [100, 'c'],
  [1100, 'd'],
];

describe('the player', () => {
  it.each([
    [1, [0, 100, 100, 1100, 1100]],
    [10, [0, 10, 10, 110, 110]],
    [0.5, [0, 200, 200, 2200, 2200]],
  ] as const)('keeps the recorded times, divided by the speed %d', (speed, times) => {
    const { time, player, played } = play([writeCapture(lines)], speed);
    player.start();
    time.advance(5000);
    expect(played.map(([, text]) => text)).toEqual(['a', 'b', 'c', 'd', 'ended']);
    expect(played.map(([ms]) => ms)).toEqual(times);
    expect([player.hasEnded, player.isRunning, player.lines]).toEqual([true, false, 4]);
  });

  it('at full speed waits only for listeners', () => {
    const many = Array.from({ length: 1000 }, (_, i): Line => [i * 1000, `line ${i}`]);
    const { time, stage, player, played } = play([writeCapture(many)], 'max');
    player.start();
    expect(played).toHaveLength(256);
    stage.drained = false;
    time.advance(1000);
    expect(played).toHaveLength(256);
    stage.drained = true;
    time.advance(10);
    expect(played).toHaveLength(1001);
  });

  it('does not end before all was taken', () => {
    const { time, stage, player, played } = play([writeCapture(lines)], 1);
    stage.drained = false;
    player.start();
    time.advance(2000);
    expect(played).toHaveLength(4);
    stage.drained = true;
    time.advance(2);
    expect(played.at(-1)?.[1]).toBe('ended');
  });

  it('goes on after a hold with the recorded distances', () => {
    const { time, stage, player, played } = play([writeCapture(lines)], 1);
    player.start();
    time.advance(50);
    stage.passes = false;
    time.advance(5000);
    expect(played).toHaveLength(1);
    stage.passes = true;
    player.resume();
    time.advance(0);
    time.advance(1100);
    expect(played.slice(1).map(([ms]) => ms)).toEqual([5150, 5150, 6150, 6150]);
  });

  it('cuts pauses to the limit', () => {
    const { time, player, played } = play(
      [
        writeCapture([
          [0, 'a'],
          [MAX_PAUSE_MS * 3, 'b'],
          [MAX_PAUSE_MS * 3 + 50, 'c'],
        ]),
      ],
      1,
    );
    player.start();
    time.advance(MAX_PAUSE_MS * 2);
    expect(played.map(([ms]) => ms)).toEqual([0, MAX_PAUSE_MS, MAX_PAUSE_MS + 50, MAX_PAUSE_MS + 50]);
  });

  it('stops when told', () => {
    const { time, player, played } = play([writeCapture(lines)], 1);
    player.start();
    player.start();
    player.stop();
    time.advance(5000);
    expect(played.map(([, text]) => text)).toEqual(['a']);
  });
});

describe('several captures', () => {
  it('come in the order of receipt, each in its own', () => {
    const first = writeCapture([
      [0, 'a0'],
      [20, 'a20'],
      [10, 'a10 late'],
      [50, 'a50'],
    ]);
    const second = writeCapture(
      [
        [5, 'b5'],
        [15, 'b15'],
        [45, 'b45'],
      ],
      false,
    );
    const merged = new MergedCapture([first, second]);
    const seen: string[] = [];
    while (merged.next()) seen.push(`${merged.file} ${merged.text} ${merged.tsRecv - START_MS * 1000}`);
    expect(seen).toEqual([
      '0 a0 0',
      '1 b5 5000',
      '1 b15 15000',
      '0 a20 20000',
      '0 a10 late 10000',
      '1 b45 45000',
      '0 a50 50000',
    ]);
    expect([merged.lines, merged.fault, merged.readBytes]).toEqual([7, undefined, merged.totalBytes]);
  });

  it('tell of the one that cannot be read', () => {
    const merged = new MergedCapture([writeCapture(lines), writeFile(new Uint8Array([0x1f, 0x8b, 8, 0, 1, 2, 3]))]);
    while (merged.next());
    expect(merged.fault).toMatch(/cut off or damaged/);
  });
});
