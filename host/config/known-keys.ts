/** Which keys a schema knows at a path, for hints about keys that it does not. */
import { z } from 'zod';

interface Node {
  readonly properties?: Readonly<Record<string, Node>>;
  /** Of a list. */
  readonly items?: Node;
}

export function knownKeys(schema: z.ZodType): (path: readonly PropertyKey[]) => readonly string[] {
  // Made when it is first asked for: it takes milliseconds, and most configurations are right.
  let root: Node | undefined;
  return (path) => {
    root ??= z.toJSONSchema(schema, { io: 'input', unrepresentable: 'any' }) as Node;
    let node: Node | undefined = root;
    for (const key of path) node = typeof key === 'number' ? node?.items : node?.properties?.[String(key)];
    return Object.keys(node?.properties ?? {});
  };
}
