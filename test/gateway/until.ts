/** Waits for something to become true, however long the machine takes. */

const PATIENCE_MS = 30_000;

/** Rejects, naming `what`, where it does not become true. */
export async function until(what: string, condition: () => boolean): Promise<void> {
  const endMs = performance.now() + PATIENCE_MS;
  while (!condition()) {
    if (performance.now() > endMs) throw new Error(`${what}: not within ${PATIENCE_MS} ms`);
    await new Promise((resolve) => setTimeout(resolve, 2));
  }
}
