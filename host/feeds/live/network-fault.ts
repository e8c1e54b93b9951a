/** What went wrong on the network, in one line: for states, logs and answers. */

const MAX_CHARS = 200;

/** Text of the other side or of a library, without line ends and control characters, cut where it is long. */
export function oneLine(text: string, maxChars = MAX_CHARS): string {
  return text
    .slice(0, maxChars)
    .replace(/[\p{Cc}\s]+/gu, ' ')
    .trim();
}

/** Libraries hide what happened in causes, and OpenSSL in a text of its own. */
export function networkFault(error: unknown): string {
  let found: unknown = error;
  while (found instanceof Error && found.cause !== undefined) found = found.cause;
  if (!(found instanceof Error)) return oneLine(String(found));
  // Of OpenSSL's message, which has an address in memory and a line of its source, the reason is what says something.
  const reason = /:SSL routines:[^:]*:([^:]+):/.exec(found.message)?.[1];
  const message = oneLine(reason === undefined ? found.message : `TLS: ${reason}`);
  if (message !== '') return message;
  const { code } = found as Error & { code?: unknown };
  return typeof code === 'string' ? code : found.name;
}
