/** Damaged and rearranged frames: what a text becomes by a random change, legal or not. */
import type { Random } from '../fuzz/random.js';

const TOKENS = [
  '"',
  '\\',
  '{',
  '}',
  '[',
  ']',
  ',',
  ':',
  '0',
  '9',
  '.',
  '-',
  'e',
  '+',
  ' ',
  '\n',
  '\u0000',
  '\u001f',
  'é',
  '😀',
  'null',
];
const VALUES = [
  'null',
  'true',
  '[]',
  '{}',
  '""',
  '0',
  '-1',
  '1e5',
  '1.0',
  '"1e-7"',
  '"\\u0031"',
  '[["1","2"]]',
  '9007199254740993',
  '"a\\nb"',
];
const SPACES = [' ', '\n', '\t', '\r', '  '];
const PLACE = /"[^"]*"|-?[\d.]+|\[\]|null|true|false/g;

type Mutation = (text: string, random: Random) => string;

const truncated: Mutation = (text, random) => text.slice(0, random.below(text.length));

const changedByte: Mutation = (text, random) => {
  const bytes = Buffer.from(text);
  bytes[random.below(bytes.length)] = random.below(256);
  return bytes.toString('utf8');
};

const inserted: Mutation = (text, random) => {
  const at = random.below(text.length + 1);
  return text.slice(0, at) + random.pick(TOKENS) + text.slice(at);
};

const removed: Mutation = (text, random) => {
  const at = random.below(text.length);
  return text.slice(0, at) + text.slice(at + 1 + random.below(4));
};

/** White space between tokens, or in the middle of one. */
const spaced: Mutation = (text, random) =>
  text.replace(/[{}[\],:]/g, (mark) => (random.chance(0.3) ? `${mark}${random.pick(SPACES)}` : mark));

const replaced: Mutation = (text, random) => {
  const places = [...text.matchAll(PLACE)];
  if (places.length === 0) return text;
  const place = random.pick(places);
  return text.slice(0, place.index) + random.pick(VALUES) + text.slice(place.index + place[0].length);
};

/** Members in another order, perhaps with another one among them. Not JSON: left as it is. */
const shuffled: Mutation = (text, random) => {
  try {
    return JSON.stringify(shuffle(JSON.parse(text), random));
  } catch {
    return text;
  }
};

function shuffle(value: unknown, random: Random): unknown {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return value;
  const members = Object.entries(value).map(([name, member]) => [name, shuffle(member, random)] as const);
  for (let i = members.length - 1; i > 0; i--) {
    const j = random.below(i + 1);
    [members[i], members[j]] = [members[j]!, members[i]!];
  }
  const extra = random.chance(0.3)
    ? [[random.pick(['x', 'stream', 'data', 'zz', 'id', 'b']), random.pick([null, 1, 'a"\\', { a: [] }])] as const]
    : [];
  return Object.fromEntries([...extra, ...members]);
}

/** A member a second time. */
const doubled: Mutation = (text, random) => {
  const members = [...text.matchAll(/"\w+":("[^"]*"|[\d.]+|null|true)/g)];
  return members.length === 0 ? text : text.replace(/\{/, `{${random.pick(members)[0]},`);
};

const MUTATIONS: readonly Mutation[] = [
  truncated,
  changedByte,
  changedByte,
  inserted,
  removed,
  spaced,
  replaced,
  replaced,
  shuffled,
  doubled,
];

/** A text after one to three changes. */
export function mutate(text: string, random: Random): string {
  let changed = text;
  for (let changes = random.between(1, 3); changes > 0 && changed !== ''; changes--) {
    changed = random.pick(MUTATIONS)(changed, random);
  }
  return changed;
}
