import type { Untyped } from '../src/index.ts'

/** What nobody should send, by the place that it is sent in. */

export const huge = 'x'.repeat(100_000_000)
export const sql = [
  "'; DROP TABLE things; --",
  '"; DELETE FROM things; --',
  "title' OR '1'='1",
  'title) UNION SELECT 1 --',
  'a\0b',
]
const parsed = (json: string): Untyped => JSON.parse(json)
const cycle: Untyped = {}
cycle.and = [cycle]
const wide: Untyped = { and: Array.from({ length: 100 }, () => ({})) }
const nested = (levels: number): Untyped => (levels === 0 ? { title: { exists: true } } : { or: [nested(levels - 1)] })
const many = (length: number): Untyped => ({ or: Array.from({ length }, () => ({ n: { equals: 1 } })) })
const oddities: Untyped[] = [
  Symbol('x'),
  1n,
  () => 1,
  Number.NaN,
  Infinity,
  new Map(),
  Object.create(null),
  [[]],
  {},
  new Date(NaN),
]

const keys = [
  'nothing',
  'title.x',
  '__proto__',
  'constructor',
  'toString',
  'seo.__proto__',
  'meta.__proto__',
  'meta.constructor.x',
]
const badKeys = [
  ...keys,
  ...sql,
  ...sql.map((text) => `seo.${text}`),
  '',
  '.',
  '..',
  'seo.',
  '.title',
  '\ud800',
  huge,
  `meta.${huge}`,
]

export const wheres: Untyped[] = [
  ...badKeys.map((key) => parsed(`{${JSON.stringify(key)}:{"equals":"x"}}`)),
  null,
  'title',
  3,
  [],
  new Map(),
  { title: 'x' },
  { title: null },
  { title: [] },
  { and: {} },
  { or: 'x' },
  { and: [null] },
  ...['near', '__proto__', 'constructor', 'toString', '', 'EQUALS', huge, ...sql].map((operator) =>
    parsed(`{"title":{${JSON.stringify(operator)}:"x"}}`),
  ),
  ...oddities.flatMap((value) => [{ title: { equals: value } }, { n: { in: [value] } }, { 'meta.a': { like: value } }]),
  ...[huge, 'a\0', '\ud800'].flatMap((value) => [
    { title: { like: value } },
    { title: { equals: value } },
    { tags: { contains: value } },
    { 'seo.title': { in: [value] } },
    { meta: { all: value } },
  ]),
  { title: { like: 'x '.repeat(200) } },
  { title: { contains: 'x'.repeat(1001) } },
  { n: { in: Array.from({ length: 1001 }, () => 1) } },
  { n: { in: '1,'.repeat(2000) } },
  { n: { all: Array.from({ length: 101 }, () => 1) } },
  { title: { in: Array.from({ length: 1000 }, () => 'x'.repeat(1001)) } },
  { n: { like: 'x' } },
  { place: { greater_than: [1, 2] } },
  { place: { equals: [181, 0] } },
  { body: { contains: 'x' } },
  { on: { equals: '2026-02-30' } },
  { n: { exists: 'maybe' } },
  { title: { equals: undefined } },
  { [Array.from({ length: 17 }, () => 'meta').join('.')]: { exists: true } },
  many(101),
  many(10_000),
  nested(10),
  nested(5000),
  cycle,
  { and: Array.from({ length: 100 }, () => ({ and: [wide, wide, wide] })) },
]

const deepList: Untyped = []
deepList.push(deepList)
export const dataOf: Untyped[] = [
  null,
  'x',
  3,
  [],
  new Map(),
  ...badKeys.map((key) => parsed(`{${JSON.stringify(key)}:1}`)),
  ...['seo', 'meta', 'body'].map((name) => parsed(`{"${name}":{"__proto__":{"x":1}}}`)),
  ...['title', 'n', 'on', 'tags', 'place', 'body', 'seo', 'items', 'content'].flatMap((name) =>
    [...oddities.slice(0, 6), huge, { a: { b: 1 } }, [[1]], 'a\0b', '\ud800'].map((value) => ({ [name]: value })),
  ),
  { meta: deepList },
  { meta: cycle },
  { items: [cycle] },
  { meta: Array.from({ length: 10_001 }, () => 1) },
  { items: [{ [sql[0] ?? '']: 1 }] },
  { items: [{ id: 'a' }, { id: 'a' }] },
  { content: [{ blockType: sql[0] }] },
  { content: [{ text: 'x' }] },
]

export const sorts: Untyped[] = [
  ...badKeys,
  '-',
  '--title',
  3,
  {},
  [1],
  [null],
  [['title']],
  'seo',
  'tags',
  'items.price',
  'title,'.repeat(11),
]
export const selects: Untyped[] = [
  ...badKeys.map((key) => parsed(`{${JSON.stringify(key)}:true}`)),
  'x',
  3,
  [],
  { title: 'x' },
  { title: {} },
  { seo: { nothing: true } },
  { seo: cycle },
  { content: { nothing: true } },
]
export const numbers: Untyped[] = [
  0,
  -1,
  1.5,
  '1.5',
  '1e3',
  'x',
  NaN,
  Infinity,
  {},
  [],
  2 ** 53,
  '9'.repeat(400),
  huge,
  '1; DROP TABLE things',
]
export const ids: Untyped[] = [
  ...sql,
  '',
  'none',
  '__proto__',
  '\ud800',
  huge,
  1,
  null,
  {},
  [],
  Symbol('x'),
  Object.create(null),
]
