/*
 * The C twin of the core's book (assembly/book): the same window, overflow, change list, history and
 * fingerprint, for the session files of bench/peers/c-book.ts. Allocated at the start, checked by
 * its digest against the core's; it answers one line of JSON.
 *
 *   book FILE SECONDS      { "digest": fingerprint of the book, "changes": of a run, "nsEntry": median, "runs": number }
 */
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <time.h>

#include "book-side.h"

enum { HISTORY = 2048, RUN = 8 };
#define MAX_INTEGER 9007199254740991LL

static struct { int64_t key, stamp; } history[HISTORY];
static int32_t head;
static int64_t stagedSequence;
static uint32_t fingerprint;
static double stagedTicks[2 * LEVELS], stagedLots[2 * LEVELS];
static int64_t draftKeys[2 * LEVELS], draftLots[2 * LEVELS], draftPrevious[2 * LEVELS], spareKeys[LEVELS], spareLots[LEVELS];
static double shownTicks[2 * LEVELS], shownLots[2 * LEVELS], shownPrevious[2 * LEVELS];

/* ---- fingerprint ---- */

static inline uint32_t rotl(uint32_t v, int n) { return (v << n) | (v >> (32 - n)); }
static inline uint32_t mix(uint32_t h, uint32_t k) {
  return rotl(h ^ (rotl(k * 0xcc9e2d51u, 15) * 0x1b873593u), 13) * 5 + 0xe6546b64u;
}
static inline uint32_t finish(uint32_t mixed, int64_t lots) {
  uint32_t h = mix(mix(mixed, (uint32_t)lots), (uint32_t)(lots >> 32)) ^ 16;
  h = (h ^ (h >> 16)) * 0x85ebca6bu;
  h = (h ^ (h >> 13)) * 0xc2b2ae35u;
  h ^= h >> 16;
  return lots ? h : 0;
}
static uint32_t sumChanges(const int64_t *restrict keys, const int64_t *restrict lots, const int64_t *restrict previous, int n) {
  uint32_t sum = 0;
  for (int i = 0; i < n; i++) {
    const uint64_t ticks = keys[i] < 0 ? -keys[i] : keys[i];
    const uint32_t mixed = mix(mix(keys[i] > 0, (uint32_t)ticks), (uint32_t)(ticks >> 32));
    sum += finish(mixed, lots[i]) - finish(mixed, previous[i]);
  }
  return sum;
}

/* ---- a message ---- */

static void insertionSort(int64_t *keys, int64_t *lots, int from, int to) {
  for (int i = from + 1; i < to; i++) {
    const int64_t k = keys[i], l = lots[i];
    int j = i;
    for (; j > from && keys[j - 1] > k; j--) keys[j] = keys[j - 1], lots[j] = lots[j - 1];
    keys[j] = k, lots[j] = l;
  }
}

static void sort(int64_t *keys, int64_t *lots, int n) {
  for (int from = 0; from < n; from += RUN) insertionSort(keys, lots, from, from + RUN < n ? from + RUN : n);
  for (int run = RUN; run < n; run *= 2) {
    for (int from = 0; from + run < n; from += run * 2) {
      const int middle = from + run, to = middle + run < n ? middle + run : n;
      if (keys[middle - 1] <= keys[middle]) continue;
      memcpy(spareKeys, keys + from, run * sizeof *keys);
      memcpy(spareLots, lots + from, run * sizeof *lots);
      for (int at = from, left = 0, right = middle; left < run; at++) {
        if (right < to && keys[right] < spareKeys[left]) keys[at] = keys[right], lots[at] = lots[right++];
        else keys[at] = spareKeys[left], lots[at] = spareLots[left++];
      }
    }
  }
}

static uint64_t orderBits[WORDS];
static int64_t orderLots[WINDOW], farKeys[LEVELS], farLots[LEVELS];

static uint64_t notedWords;
static int notedFar, notedBetter;

/* Into a bitmap of the window's ticks; what lies outside of it into columns of its own. */
static void note(int64_t start, const int64_t *keys, const int64_t *lots, int n) {
  notedWords = 0, notedFar = 0, notedBetter = 0;
  for (int i = 0; i < n; i++) {
    if ((uint64_t)(keys[i] - start) < WINDOW) {
      const unsigned tick = (unsigned)keys[i] & (WINDOW - 1);
      orderLots[tick] = lots[i];
      orderBits[tick >> 6] |= 1ULL << (tick & 63);
      notedWords |= 1ULL << (tick >> 6);
    } else {
      notedBetter |= keys[i] < start;
      farKeys[notedFar] = keys[i], farLots[notedFar++] = lots[i];
    }
  }
}

/* Best first. */
static void bringIntoOrder(int64_t *keys, int64_t *lots, int n) {
  int ascending = 1, descending = 1;
  for (int i = 1; i < n; i++) ascending &= keys[i - 1] <= keys[i], descending &= keys[i - 1] > keys[i];
  if (ascending) return;
  if (!descending) return sort(keys, lots, n);
  for (int i = 0, j = n - 1; i < j; i++, j--) {
    const int64_t k = keys[i], l = lots[i];
    keys[i] = keys[j], lots[i] = lots[j], keys[j] = k, lots[j] = l;
  }
}

/* Reads entries into columns; 0 where one is out of range. */
static int readStaged(int from, int n, int64_t sign, int64_t *restrict keys, int64_t *restrict lots) {
  int valid = 1;
  for (int i = 0; i < n; i++) {
    const int64_t ticks = (int64_t)stagedTicks[from + i], units = (int64_t)stagedLots[from + i];
    valid &= ((double)ticks == stagedTicks[from + i]) & ((uint64_t)(ticks - 1) < (uint64_t)MAX_INTEGER);
    valid &= ((double)units == stagedLots[from + i]) & ((uint64_t)units <= (uint64_t)MAX_INTEGER);
    keys[i] = ticks * sign;
    lots[i] = units;
  }
  return valid;
}

/* Keeps the last entry of each price where it differs from the side; entries are at or behind `out`. */
static int keepChanges(const Side *s, int from, int n, int out) {
  int to = out;
  for (int i = from; i < from + n; i++) {
    const int64_t key = draftKeys[i], now = draftLots[i];
    const int64_t previous = inWindow(s, key) ? s->slots[key & (WINDOW - 1)] : key < s->start ? 0 : overflowLots(s, key);
    const int changes = (i + 1 == from + n || draftKeys[i + 1] != key) & (previous != now);
    draftKeys[to] = key, draftLots[to] = now, draftPrevious[to] = previous;
    to += changes;
  }
  return to - out;
}

static int applyOrdered(Side *s, int from, int n, int out) {
  const int changes = keepChanges(s, from, n, out);
  applyChanges(s, draftKeys + out, draftLots + out, draftPrevious + out, changes);
  return changes;
}

/* Entries in ascending order, none of which is better than the window. */
static int applySorted(Side *s, int from, int n, int out) {
  uint64_t summary = s->summary;
  int to = out, i = from;
  for (; i < from + n && inWindow(s, draftKeys[i]); i++) {
    const int64_t key = draftKeys[i], now = draftLots[i];
    if (i + 1 < from + n && draftKeys[i + 1] == key) continue;
    const int64_t previous = s->slots[key & (WINDOW - 1)];
    summary = writeSlot(s, key, now, summary);
    draftKeys[to] = key, draftLots[to] = now, draftPrevious[to] = previous;
    s->levels += (previous == 0) - (now == 0);
    to += previous != now;
  }
  s->summary = summary;
  if (i < from + n) to += applyOrdered(s, i, from + n - i, to);
  settle(s);
  return to - out;
}

static int applyNoted(Side *s, int out) {
  const unsigned first = firstWord(s);
  uint64_t summary = s->summary;
  int to = out;
  for (uint64_t rest = rotr(notedWords, first); rest; rest &= rest - 1) {
    const unsigned offset = __builtin_ctzll(rest), index = (first + offset) & (WORDS - 1);
    const int64_t base = s->start + (offset << 6);
    uint64_t bits = orderBits[index], occupied = s->bitmap[index] & ~bits;
    orderBits[index] = 0;
    for (; bits; bits &= bits - 1) {
      const unsigned tick = __builtin_ctzll(bits);
      int64_t *slot = s->slots + (index << 6) + tick;
      const int64_t now = orderLots[(index << 6) + tick], previous = *slot;
      *slot = now;
      occupied |= (uint64_t)(now != 0) << tick;
      draftKeys[to] = base + tick, draftLots[to] = now, draftPrevious[to] = previous;
      s->levels += (previous == 0) - (now == 0);
      to += previous != now;
    }
    s->bitmap[index] = occupied;
    summary = (summary & ~(1ULL << index)) | ((uint64_t)(occupied != 0) << index);
  }
  s->summary = summary;
  return to - out;
}

/* Applies entries as they came, and lists what they changed from `out` on. */
static int applySide(Side *s, int from, int n, int out) {
  if (!n) return 0;
  int64_t *keys = draftKeys + from, *lots = draftLots + from;
  int ascending = 1;
  for (int i = 1; i < n && ascending; i++) ascending = keys[i - 1] <= keys[i];
  if (s->levels && ascending && keys[0] >= s->start) return applySorted(s, from, n, out);
  if (s->levels && !ascending) {
    note(s->start, keys, lots, n);
    if (!notedBetter) {
      int changes = applyNoted(s, out);
      if (notedFar) {
        sort(farKeys, farLots, notedFar);
        memcpy(draftKeys + out + changes, farKeys, notedFar * sizeof *keys);
        memcpy(draftLots + out + changes, farLots, notedFar * sizeof *lots);
        changes += applyOrdered(s, out + changes, notedFar, out + changes);
      }
      settle(s);
      return changes;
    }
    for (uint64_t rest = notedWords; rest; rest &= rest - 1) orderBits[__builtin_ctzll(rest)] = 0;
  }
  bringIntoOrder(keys, lots, n);
  return applyOrdered(s, from, n, out);
}

static void remember(int from, int n) {
  for (int i = from; i < from + n; i++) {
    history[head].key = draftKeys[i];
    history[head].stamp = stagedSequence;
    head = head + 1 == HISTORY ? 0 : head + 1;
  }
}

static int update(int bids, int asks) {
  if (!readStaged(0, bids, -1, draftKeys, draftLots)) exit(1);
  if (!readStaged(bids, asks, 1, draftKeys + bids, draftLots + bids)) exit(1);
  const int nBids = applySide(&sides[0], 0, bids, 0);
  const int nAsks = applySide(&sides[1], bids, asks, nBids), n = nBids + nAsks;
  stagedSequence++;
  fingerprint += sumChanges(draftKeys, draftLots, draftPrevious, n);
  remember(0, n);
  for (int i = 0; i < n; i++) {
    shownTicks[i] = fabs((double)draftKeys[i]);
    shownLots[i] = (double)draftLots[i];
    shownPrevious[i] = (double)draftPrevious[i];
  }
  return n;
}

static void clear(void) {
  memset(sides, 0, sizeof sides);
  returns = used = 0;
  fingerprint = 0;
}

/* ---- a session: u32 messages, u32 entries; starts (messages + 1) and bids (messages) u32; ticks and lots f64 ---- */

static double seconds(void) {
  struct timespec t;
  clock_gettime(CLOCK_MONOTONIC, &t);
  return t.tv_sec + t.tv_nsec * 1e-9;
}

static int byValue(const void *a, const void *b) { return (*(const double *)a > *(const double *)b) - (*(const double *)a < *(const double *)b); }

int main(int argc, char **argv) {
  FILE *file = argc == 3 ? fopen(argv[1], "rb") : NULL;
  uint32_t counts[2];
  if (!file || fread(counts, 4, 2, file) != 2) return 2;
  const uint32_t messages = counts[0], entries = counts[1];
  uint32_t *starts = malloc(4 * (messages + 1)), *bids = malloc(4 * messages);
  double *ticks = malloc(8 * entries), *lots = malloc(8 * entries), times[1000];
  if (fread(starts, 4, messages + 1, file) != messages + 1 || fread(bids, 4, messages, file) != messages) return 2;
  if (fread(ticks, 8, entries, file) != entries || fread(lots, 8, entries, file) != entries) return 2;
  long changes = 0;
  int runs = 0;
  for (const double end = seconds() + atof(argv[2]); runs < 3 || (runs < 1000 && seconds() < end); runs++) {
    const double from = seconds();
    changes = 0;
    clear();
    for (uint32_t m = 0; m < messages; m++) {
      const uint32_t n = starts[m + 1] - starts[m];
      memcpy(stagedTicks, ticks + starts[m], 8 * n);
      memcpy(stagedLots, lots + starts[m], 8 * n);
      const int changed = update((int)bids[m], (int)(n - bids[m]));
      if (m) changes += changed;
    }
    times[runs] = seconds() - from;
  }
  qsort(times, runs, sizeof *times, byValue);
  const double nsEntry = times[runs / 2] * 1e9 / (entries - starts[1]);
  printf("{\"digest\":%u,\"changes\":%ld,\"nsEntry\":%.3f,\"runs\":%d}\n", fingerprint, changes, nsEntry, runs);
  return 0;
}
