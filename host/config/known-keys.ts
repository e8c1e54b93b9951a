/** Which keys a schema knows at a path, for hints about keys that it does not. */
import { z } from 'zod';

interface Node {
  readonly properties?: Readonly<Record<string, Node>>;
}

export function knownKeys(schema: z.ZodType): (path: readonly PropertyKey[]) => readonly string[] {
  const root = z.toJSONSchema(schema, { io: 'input', unrepresentable: 'any' }) as Node;
  return (path) => {
    let node: Node | undefined = root;
    for (const key of path) node = node?.properties?.[String(key)];
    return Object.keys(node?.properties ?? {});
  };
}
