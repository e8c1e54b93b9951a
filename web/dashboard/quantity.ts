/** Counts, bytes, rates and ages as short text for people; not for prices and sizes. */

const BYTE_UNITS = ['B', 'kB', 'MB', 'GB', 'TB'] as const;

/** Three significant digits: `0 B`, `812 B`, `4.71 kB`, `128 MB`; thousands are decimal. */
export function formatBytes(bytes: number): string {
  let value = bytes;
  let unit = 0;
  while (value >= 999.5 && unit < BYTE_UNITS.length - 1) {
    value /= 1000;
    unit++;
  }
  return `${unit === 0 ? Math.round(value) : threeDigits(value)} ${BYTE_UNITS[unit]}`;
}

function threeDigits(value: number): string {
  return value.toFixed(value < 9.995 ? 2 : value < 99.95 ? 1 : 0);
}

/** `0`, `0.4`, `9.6`, `128`. */
export function formatRate(perSecond: number): string {
  return perSecond === 0 ? '0' : perSecond < 9.95 ? perSecond.toFixed(1) : Math.round(perSecond).toString();
}

/** Whole numbers with grouped thousands. */
export function formatCount(count: number): string {
  return Math.round(count)
    .toString()
    .replace(/\B(?=(\d{3})+$)/g, ',');
}

/** `< 1 s`, `12 s`, `3 min`, `2 h`. */
export function formatAge(ms: number): string {
  const seconds = Math.floor(ms / 1000);
  if (seconds < 1) return '< 1 s';
  if (seconds < 100) return `${seconds} s`;
  if (seconds < 6000) return `${Math.floor(seconds / 60)} min`;
  return `${Math.floor(seconds / 3600)} h`;
}

/** `0.8 ms`, `14 ms`, `1.2 s`; a negative one keeps its sign. */
export function formatDuration(ms: number): string {
  const magnitude = Math.abs(ms);
  if (magnitude < 9.95) return `${ms.toFixed(1)} ms`;
  if (magnitude < 999.5) return `${Math.round(ms)} ms`;
  return `${(ms / 1000).toFixed(1)} s`;
}
