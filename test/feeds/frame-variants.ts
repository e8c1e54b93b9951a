/** Systematic variants of a frame: every value by every other, members gone, twice, escaped and in another order. */
import { parse, stringify } from 'lossless-json';

const HOLE = '@hole@';
const OTHER_HOLE = '@other-hole@';

/** Raw JSON that a value may become, and mostly should not. */
const VALUES: readonly string[] = [
  ...[
    'null',
    'true',
    'false',
    '0',
    '-0',
    '-1',
    '1',
    '10',
    '4.5',
    '1.0',
    '1e2',
    '1E-8',
    '1e-8',
    '1e400',
    '0.0',
    '0.100',
  ],
  ...['9007199254740991', '9007199254740992', '12345678901234567', '4294967295', '4294967296', '2147483648'],
  ...['-2147483648', '-2147483649', '-2147483648.0', '-12345678901', `0.${'0'.repeat(63)}1`, '0.0000000000000000001'],
  ...[
    '""',
    '"x"',
    '"a b"',
    '"é"',
    '"\ud800"',
    '"\\ud800"',
    '"\\u0031"',
    '"\\n"',
    `"${'x'.repeat(64)}"`,
    `"${'x'.repeat(65)}"`,
  ],
  ...['"0"', '"0.0"', '"00.10"', '"1e-8"', '"1e-19"', '"-1"', '".5"', '"5."', '"1.2.3"', '"9007199254740992"', '" 1"'],
  ...['"123456789012345678"', '"1234567890.123456789"', '"0x0"', '"1e-400"', '"4503599627370"', '"4503599627371"'],
  ...['"2023-02-29T00:00:00Z"', '"2024-02-29T00:00:00.123456789Z"', '"2023-04-31T00:00:00Z"', '"2023-01-01T24:00:00Z"'],
  ...['"2023-01-01T23:59:60Z"', '"2023-13-01T00:00:00Z"', '"2023-00-00T00:00:00Z"', '"2023-01-01T00:00:00+00:00"'],
  ...['"1969-12-31T23:59:59Z"', '"1970-01-01T00:00:00.0000009Z"', '"2112-09-17T23:53:47.370495Z"'],
  ...[
    '"2112-09-17T23:53:47.370496Z"',
    '"2023-01-01t00:00:00Z"',
    '"2023-01-01T00:00:00.Z"',
    '"2023-01-01T00:00:00.1234567890Z"',
  ],
  ...[
    '"buy"',
    '"sell"',
    '"Buy"',
    '"buyx"',
    '"snapshot"',
    '"update"',
    '"error"',
    '"books"',
    '"book"',
    '"trades"',
    '"trade"',
  ],
  ...[
    '[]',
    '[[]]',
    '[null]',
    '[["1"]]',
    '[["1","2"]]',
    '[["buy","1","2"]]',
    '[["1","2","0","x"]]',
    '[["1","2",{}]]',
    '[1,2]',
  ],
  ...[
    '{}',
    '[{}]',
    '{"price":1,"qty":2}',
    '[{"price":1,"qty":2}]',
    '[{"qty":2.50,"price":1}]',
    '[{"price":"1","qty":2}]',
  ],
  ...[
    '[{"price":1,"qty":2,"qty":3}]',
    '[{"price":0,"qty":1}]',
    '[{"x":{"a":1,"a":2},"price":1,"qty":1}]',
    '{"a":1,"a":1}',
  ],
];
const FAULTS: readonly string[] = ['null', '[[]]', '"1e-8"', '-1'];

type Container = Record<string, unknown> | unknown[];
type Place = readonly [container: Container, key: string];

function placesOf(value: unknown): Place[] {
  if (typeof value !== 'object' || value === null || 'isLosslessNumber' in value) return [];
  return Object.keys(value).flatMap((key) => [
    [value as Container, key] as const,
    ...placesOf((value as Record<string, unknown>)[key]),
  ]);
}

function withHole([container, key]: Place, hole: string, make: () => void): void {
  const object = container as Record<string, unknown>;
  const before = object[key];
  object[key] = hole;
  make();
  object[key] = before;
}

/** Each of the places becomes each of VALUES, and any two of them two faults at once. */
export function replaced(frame: string): string[] {
  const value = parse(frame);
  const places = placesOf(value);
  const texts: string[] = [];
  for (const place of places) {
    withHole(place, HOLE, () => {
      const [before = '', after = ''] = stringify(value)!.split(`"${HOLE}"`);
      for (const raw of VALUES) texts.push(before + raw + after);
    });
    for (const other of places) {
      withHole(place, HOLE, () =>
        withHole(other, OTHER_HOLE, () => {
          const text = stringify(value)!;
          for (const raw of FAULTS) texts.push(text.replace(`"${HOLE}"`, raw).replace(`"${OTHER_HOLE}"`, FAULTS[0]!));
        }),
      );
    }
  }
  return texts;
}

/** Members that are gone, that come twice (the same or another), whose names have an escape, with strange ones beside them. */
export function renamed(frame: string): string[] {
  const value = parse(frame);
  const texts: string[] = [];
  for (const [container, key] of placesOf(value)) {
    if (Array.isArray(container)) continue;
    const object = container;
    const [before, entries] = [object[key], Object.entries(object)];
    const refill = (members: readonly (readonly [string, unknown])[]) => {
      for (const name of Object.keys(object)) delete object[name];
      for (const [name, member] of members) object[name] = member;
      return stringify(value)!;
    };
    texts.push(refill(entries.filter(([name]) => name !== key)));
    texts.push(refill([...entries.filter(([name]) => name !== key), [key, before]]));
    texts.push(refill([[key, before], ...entries.filter(([name]) => name !== key)]));
    const strange = refill([...entries, [HOLE, {}], [OTHER_HOLE, 1]]);
    const escaped = `\\u00${key.charCodeAt(0).toString(16)}${key.slice(1)}`;
    for (const name of [key, escaped, `${key}x`, key.slice(0, -1), '', 'née', '__proto__', 'toString']) {
      texts.push(strange.replace(HOLE, name), strange.replace(HOLE, name).replace('{}', stringify(before)!));
    }
    texts.push(
      strange.replace(HOLE, 'x').replace(OTHER_HOLE, 'x'),
      strange.replace(HOLE, 'x').replace(OTHER_HOLE, '\\u0078'),
    );
    refill(entries);
  }
  return texts;
}

/** Bytes that a frame's become, one at a time. */
const BYTES = Array.from('"\\{}[],:09.-+eE \n\u0000\u001f\u007f\ufeffu', (byte) => byte);

/** Cut off at every length, and every character another. */
export function damaged(frame: string): string[] {
  const texts = [
    `\ufeff${frame}`,
    `${frame}\u0000`,
    `${frame} \n\t\r`,
    `\n ${frame}`,
    `${frame}${frame}`,
    `[${frame}]`,
  ];
  for (let at = 0; at < frame.length; at++) {
    texts.push(frame.slice(0, at), frame.slice(0, at) + frame.slice(at + 1));
    for (const byte of BYTES) texts.push(frame.slice(0, at) + byte + frame.slice(at + 1));
  }
  return texts;
}
