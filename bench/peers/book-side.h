/* The C twin of assembly/book/side.ts, window.ts and overflow.ts: one side of a book. */
#include <stdint.h>
#include <string.h>

enum { WINDOW = 4096, WORDS = WINDOW / 64, ROOM = WINDOW / 4, LEAF = 64, LEVELS = 16384 };

typedef struct { int64_t key, lots; } Level;
typedef struct { int64_t first; Level *leaf; int32_t count; } Entry;
typedef struct {
  int64_t start, best;
  uint64_t summary, bitmap[WORDS];
  int64_t slots[WINDOW];
  int32_t levels, leaves;
  Entry entries[2 * LEVELS / 65 + 8];
} Side;

static Side sides[2];
static Level pool[4 * LEVELS / 65 + 16][LEAF], moved[WINDOW];
static Level *returned[4 * LEVELS / 65 + 16];
static int32_t returns, used;

/* ---- window ---- */

static inline int inWindow(const Side *s, int64_t key) { return (uint64_t)(key - s->start) < WINDOW; }
static inline int64_t startFor(int64_t key) { return (key - ROOM) & ~63LL; }
static inline uint64_t rotr(uint64_t v, unsigned n) { return (v >> (n & 63)) | (v << (-n & 63)); }
static inline unsigned firstWord(const Side *s) { return (unsigned)(s->start >> 6) & (WORDS - 1); }

static inline uint64_t writeSlot(Side *s, int64_t key, int64_t lots, uint64_t summary) {
  const unsigned tick = (unsigned)key & (WINDOW - 1);
  s->slots[tick] = lots;
  const uint64_t bits = (s->bitmap[tick >> 6] & ~(1ULL << (tick & 63))) | ((uint64_t)(lots != 0) << (tick & 63));
  s->bitmap[tick >> 6] = bits;
  return (summary & ~(1ULL << (tick >> 6))) | ((uint64_t)(bits != 0) << (tick >> 6));
}

static int64_t firstInWindow(const Side *s) {
  const unsigned first = firstWord(s), offset = __builtin_ctzll(rotr(s->summary, first));
  return s->start + (offset << 6) + __builtin_ctzll(s->bitmap[(first + offset) & (WORDS - 1)]);
}

/* Moves the levels from `from` on to `moved`. */
static int takeWindow(Side *s, int64_t from) {
  const unsigned first = firstWord(s);
  uint64_t rest = rotr(s->summary, first) & (~0ULL << ((from - s->start) >> 6)), summary = s->summary;
  int taken = 0;
  for (; rest; rest &= rest - 1) {
    const unsigned offset = __builtin_ctzll(rest);
    for (uint64_t bits = s->bitmap[(first + offset) & (WORDS - 1)]; bits; bits &= bits - 1) {
      const int64_t key = s->start + (offset << 6) + __builtin_ctzll(bits);
      moved[taken++] = (Level){key, s->slots[key & (WINDOW - 1)]};
      summary = writeSlot(s, key, 0, summary);
    }
  }
  s->summary = summary;
  return taken;
}

/* ---- overflow ---- */

static Level *takeLeaf(void) { return returns ? returned[--returns] : pool[used++]; }
static void returnLeaf(Level *leaf) { returned[returns++] = leaf; }

static int findEntry(const Side *s, int64_t key) {
  int index = 0;
  for (int length = s->leaves; length > 1;) {
    const int half = length >> 1;
    index = s->entries[index + half].first <= key ? index + half : index;
    length -= half;
  }
  return index;
}

static int findLevel(const Level *leaf, int count, int64_t key) {
  if (!count) return 0;
  int index = 0;
  for (int length = count; length > 1;) {
    const int half = length >> 1;
    index = leaf[index + half - 1].key < key ? index + half : index;
    length -= half;
  }
  return index + (leaf[index].key < key);
}

static void openEntries(Side *s, int index, int n) {
  memmove(s->entries + index + n, s->entries + index, (s->leaves - index) * sizeof(Entry));
  s->leaves += n;
}

static void closeEntries(Side *s, int index, int n) {
  memmove(s->entries + index, s->entries + index + n, (s->leaves - index - n) * sizeof(Entry));
  s->leaves -= n;
}

static void setEntry(Side *s, int index, Level *leaf, int count) {
  s->entries[index] = (Entry){leaf[0].key, leaf, count};
}

static int mergeNext(Side *s, int index) {
  if (index < 0 || index + 1 >= s->leaves) return 0;
  Entry *a = s->entries + index, *b = a + 1;
  if (a->count + b->count > LEAF) return 0;
  memcpy(a->leaf + a->count, b->leaf, b->count * sizeof(Level));
  a->count += b->count;
  returnLeaf(b->leaf);
  closeEntries(s, index + 1, 1);
  return 1;
}

static void insertLevel(Side *s, int index, int at, Level level) {
  Entry *e = s->entries + index;
  memmove(e->leaf + at + 1, e->leaf + at, (e->count++ - at) * sizeof(Level));
  e->leaf[at] = level;
  e->first = e->leaf[0].key;
}

static void insertLeaf(Side *s, int index, Level level) {
  Level *leaf = takeLeaf();
  leaf[0] = level;
  openEntries(s, index, 1);
  setEntry(s, index, leaf, 1);
}

static void splitInsert(Side *s, int index, int at, Level level) {
  const int half = LEAF / 2;
  Level *right = takeLeaf();
  memcpy(right, s->entries[index].leaf + half, half * sizeof(Level));
  s->entries[index].count = half;
  openEntries(s, index + 1, 1);
  setEntry(s, index + 1, right, half);
  if (at > half) insertLevel(s, index + 1, at - half, level);
  else insertLevel(s, index, at, level);
  mergeNext(s, index + 1);
  mergeNext(s, index - 1);
}

static int64_t overflowLots(const Side *s, int64_t key) {
  if (!s->leaves) return 0;
  const Entry *e = s->entries + findEntry(s, key);
  const int at = findLevel(e->leaf, e->count, key);
  return at < e->count && e->leaf[at].key == key ? e->leaf[at].lots : 0;
}

static void putOverflow(Side *s, int64_t key, int64_t lots) {
  const Level level = {key, lots};
  if (!s->leaves) return insertLeaf(s, 0, level);
  const int index = findEntry(s, key);
  Entry *e = s->entries + index;
  const int at = findLevel(e->leaf, e->count, key);
  if (at < e->count && e->leaf[at].key == key) e->leaf[at].lots = lots;
  else if (e->count < LEAF) insertLevel(s, index, at, level);
  else if (at == e->count && index == s->leaves - 1) insertLeaf(s, s->leaves, level);
  else if (at == 0 && index == 0) insertLeaf(s, 0, level);
  else splitInsert(s, index, at, level);
}

static void removeOverflow(Side *s, int64_t key) {
  if (!s->leaves) return;
  const int index = findEntry(s, key);
  Entry *e = s->entries + index;
  const int at = findLevel(e->leaf, e->count, key);
  if (at == e->count || e->leaf[at].key != key) return;
  memmove(e->leaf + at, e->leaf + at + 1, (--e->count - at) * sizeof(Level));
  if (!e->count) {
    returnLeaf(e->leaf);
    closeEntries(s, index, 1);
    return;
  }
  e->first = e->leaf[0].key;
  if (!mergeNext(s, index - 1)) mergeNext(s, index);
}

static void prependOverflow(Side *s, int n) {
  if (!n) return;
  const int leaves = (n + LEAF - 1) / LEAF;
  openEntries(s, 0, leaves);
  const Level *levels = moved;
  for (int i = 0, count = n - (leaves - 1) * LEAF; i < leaves; i++, levels += count, count = LEAF) {
    Level *leaf = takeLeaf();
    memcpy(leaf, levels, count * sizeof(Level));
    setEntry(s, i, leaf, count);
  }
  mergeNext(s, leaves - 1);
}

static int takeOverflow(Side *s, int64_t end) {
  int taken = 0, index = 0, rest = 0;
  while (index < s->leaves && !rest) {
    Entry *e = s->entries + index;
    const int before = findLevel(e->leaf, e->count, end);
    memcpy(moved + taken, e->leaf, before * sizeof(Level));
    taken += before;
    rest = e->count - before;
    if (!rest) {
      returnLeaf(e->leaf);
      index++;
    } else if (before) {
      memmove(e->leaf, e->leaf + before, rest * sizeof(Level));
      setEntry(s, index, e->leaf, rest);
    }
  }
  if (index) closeEntries(s, 0, index);
  mergeNext(s, 0);
  return taken;
}

/* ---- side ---- */

static void settle(Side *s) {
  if (!s->levels) return;
  s->best = s->summary ? firstInWindow(s) : s->entries[0].first;
  if (s->best - s->start < WINDOW / 2) return;
  const int64_t start = startFor(s->best);
  const int entering = s->leaves ? takeOverflow(s, start + WINDOW) : 0;
  s->start = start;
  for (int i = 0; i < entering; i++) s->summary = writeSlot(s, moved[i].key, moved[i].lots, s->summary);
}

static void makeRoom(Side *s, int64_t key) {
  if (s->levels && key >= s->start) return;
  const int64_t start = startFor(key), shift = s->start - start;
  const int leaving = s->summary ? takeWindow(s, s->start + (shift < WINDOW ? WINDOW - shift : 0)) : 0;
  s->start = start;
  prependOverflow(s, leaving);
}

static void applyChanges(Side *s, const int64_t *keys, const int64_t *lots, const int64_t *previous, int n) {
  if (!n) return;
  makeRoom(s, keys[0]);
  uint64_t summary = s->summary;
  for (int i = 0; i < n; i++) {
    s->levels += (previous[i] == 0) - (lots[i] == 0);
    if (inWindow(s, keys[i])) summary = writeSlot(s, keys[i], lots[i], summary);
    else if (lots[i]) putOverflow(s, keys[i], lots[i]);
    else removeOverflow(s, keys[i]);
  }
  s->summary = summary;
  settle(s);
}
