/** Venue times to the µs, or -1. */
import { expect, it } from 'vitest';
import { fromMilliseconds, fromRfc3339, fromSecondsText, MAX_TIME_US } from '../../host/feeds/venue-time.js';

it('takes integers of ms', () => {
  expect(fromMilliseconds(1723161255208)).toBe(1723161255208000);
  for (const wrong of [undefined, null, '1', 1.5, -1, Number.NaN, 1e300, {}]) expect(fromMilliseconds(wrong)).toBe(-1);
});

it('takes text of seconds', () => {
  expect(fromSecondsText('1693415327.935623')).toBe(1693415327935623);
  expect(fromSecondsText('1693415327.9')).toBe(1693415327900000);
  expect(fromSecondsText('4503599627.370495')).toBe(MAX_TIME_US);
  expect(fromSecondsText('4503599627.370496')).toBe(-1);
  expect(fromSecondsText('1693415327')).toBe(1693415327000000);
  expect(fromSecondsText('1.123456789')).toBe(1123456);
  for (const wrong of [undefined, 1, '', '-1', '1.', '.5', '1e9', '99999999999', '1.1234567890']) {
    expect(fromSecondsText(wrong)).toBe(-1);
  }
});

it('takes RFC 3339 in UTC', () => {
  expect(fromRfc3339('2023-07-30T15:29:58.343415Z')).toBe(1690730998343415);
  expect(fromRfc3339('1970-01-01T00:00:00Z')).toBe(0);
  for (const wrong of [
    undefined,
    1,
    '',
    '2023-07-30',
    '2023-13-30T15:29:58Z',
    '2023-07-30T15:29:58',
    '1969-12-31T23:59:59Z',
  ]) {
    expect(fromRfc3339(wrong)).toBe(-1);
  }
});
