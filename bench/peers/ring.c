/*
 * The ring of the ring contests in C: what the two processors can do with it, one thread an end. The same
 * records, publishing, releasing and checks as bench/peers/ring-worker.ts; it answers one line of JSON.
 *
 *   ring RECORDS BATCH ROUNDS      { "ns": median of the rounds' slower ends, "wrong": number, "sum": of a round }
 */
#include <pthread.h>
#include <sched.h>
#include <stdatomic.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <time.h>

enum { CAPACITY = 65536, RECORD = 32, WORDS = RECORD / 4, POLLS = 20000 };

static struct {
  _Alignas(128) _Atomic uint32_t head;
  _Alignas(128) _Atomic uint32_t tail;
  _Alignas(128) volatile int32_t data[CAPACITY / 4];
} ring;
static pthread_barrier_t gate;
static uint32_t records, batch, rounds;
static double *times[2];
static long wrong, sum;

static double seconds(void) {
  struct timespec t;
  clock_gettime(CLOCK_MONOTONIC, &t);
  return t.tv_sec + t.tv_nsec * 1e-9;
}

static inline uint32_t least(uint32_t a, uint32_t b) { return a < b ? a : b; }

/* Where both ends share a processor, the other one has to get it. */
static void nothing(void) {
  static _Thread_local int polls;
  if (++polls < POLLS) return;
  polls = 0;
  sched_yield();
}

/* Records in one piece from `cursor` on, of so many bytes, at most a batch. */
static uint32_t piece(uint32_t cursor, uint32_t bytes, uint32_t left) {
  return least(least(bytes, CAPACITY - cursor % CAPACITY) / RECORD, least(batch, left));
}

static void *writing(void *unused) {
  uint32_t cursor = 0, seen = 0;
  for (uint32_t round = 0; round < rounds; round++) {
    pthread_barrier_wait(&gate);
    const double from = seconds();
    for (uint32_t number = 0; number < records;) {
      while (cursor - seen == CAPACITY) {
        seen = atomic_load_explicit(&ring.tail, memory_order_acquire);
        if (cursor - seen == CAPACITY) nothing();
      }
      const uint32_t count = piece(cursor, CAPACITY - (cursor - seen), records - number);
      volatile int32_t *words = ring.data + cursor % CAPACITY / 4;
      for (uint32_t i = 0; i < count; i++)
        for (uint32_t k = 0; k < WORDS; k++) words[i * WORDS + k] = (int32_t)(number + i + k);
      cursor += count * RECORD, number += count;
      atomic_store(&ring.head, cursor);
    }
    times[0][round] = seconds() - from;
    pthread_barrier_wait(&gate);
  }
  return unused;
}

static void *reading(void *unused) {
  uint32_t cursor = 0, seen = 0, released = 0;
  for (uint32_t round = 0; round < rounds; round++) {
    pthread_barrier_wait(&gate);
    const double from = seconds();
    sum = 0;
    for (uint32_t number = 0; number < records;) {
      while (cursor == seen) {
        seen = atomic_load_explicit(&ring.head, memory_order_acquire);
        if (cursor != seen) break;
        if (released != cursor) atomic_store(&ring.tail, released = cursor);
        nothing();
      }
      const uint32_t count = piece(cursor, seen - cursor, records - number);
      volatile int32_t *words = ring.data + cursor % CAPACITY / 4;
      for (uint32_t i = 0; i < count; i++) {
        int same = 1;
        for (uint32_t k = 0; k < WORDS; k++) same = same && words[i * WORDS + k] == (int32_t)(number + i + k);
        if (same) sum += (long)WORDS * (number + i);
        else wrong++;
      }
      cursor += count * RECORD, number += count;
      if (cursor - released >= CAPACITY / 4) atomic_store(&ring.tail, released = cursor);
    }
    atomic_store(&ring.tail, released = cursor);
    times[1][round] = seconds() - from;
    pthread_barrier_wait(&gate);
  }
  return unused;
}

static int byValue(const void *a, const void *b) {
  const double x = *(const double *)a, y = *(const double *)b;
  return (x > y) - (x < y);
}

int main(int argc, char **argv) {
  if (argc < 4) return 2;
  records = atoi(argv[1]), batch = atoi(argv[2]), rounds = atoi(argv[3]);
  for (int end = 0; end < 2; end++) times[end] = calloc(rounds, sizeof(double));
  pthread_barrier_init(&gate, 0, 2);
  pthread_t writer, reader;
  pthread_create(&writer, 0, writing, 0);
  pthread_create(&reader, 0, reading, 0);
  pthread_join(writer, 0);
  pthread_join(reader, 0);
  for (uint32_t i = 0; i < rounds; i++) times[0][i] = times[0][i] > times[1][i] ? times[0][i] : times[1][i];
  qsort(times[0], rounds, sizeof(double), byValue);
  printf("{\"ns\":%.3f,\"wrong\":%ld,\"sum\":%ld}\n", times[0][rounds / 2] * 1e9 / records, wrong, sum);
  return 0;
}
