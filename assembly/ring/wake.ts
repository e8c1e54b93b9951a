/**
 * Waking an end that waits. Waiting itself is done by the host (`Atomics.wait`, `Atomics.waitAsync` or
 * a message): a module may run on a thread that must not block, and Node 20 miscompiles a wait in WASM.
 *
 * Who waits sets its bit in the wait word, looks once more whether there is something, and then sleeps
 * while the word still holds what it set. Who published takes all bits away and wakes. Both sides store
 * first and load after, sequentially consistent, so one of them sees the other: no wake is lost.
 */
import { NOTE_WAKE, WAIT_MESSAGE, WAIT_NOTIFY } from './layout';

/** `word`: the wait word's address. `notes`: where the caller's host looks whether to send a message. */
export function wake(word: usize, notes: usize): void {
  if (atomic.load<u32>(word) != 0) wakeWaiting(word, notes);
}

function wakeWaiting(word: usize, notes: usize): void {
  const how = atomic.xchg<u32>(word, 0);
  if ((how & WAIT_NOTIFY) != 0) atomic.notify(word, -1);
  if ((how & WAIT_MESSAGE) != 0) store<u32>(notes, 1, NOTE_WAKE);
}
