import * as fc from 'fast-check'
import type { JsonValue, Query, Sort, TableSchema, Where } from '@crochet/storage'

// Few values, so that random rows and random queries meet; what SQL, JSON and paths give a meaning, and characters on
// which byte order and UTF-16 order disagree or whose case changes their length.
const letters = [
  'a',
  'A',
  'ä',
  'İ',
  '😀',
  '\uffff',
  ' ',
  '%',
  '_',
  '\\',
  "'",
  '"',
  '.',
  '[',
  '$',
  '1',
  '\n',
  '\u0001',
  '\u007f',
]
const text = fc.oneof(
  { weight: 3, arbitrary: fc.constantFrom('a', 'A', 'ä', '1', '😀') },
  fc.string({ unit: fc.constantFrom(...letters), maxLength: 3 }),
)
const number = fc.oneof(
  { weight: 4, arbitrary: fc.integer({ min: 1, max: 3 }) },
  fc.constantFrom(0.1, 1.5, 2 ** 53, 2 ** 60, 1e21, 1e300, 5e-324),
  fc.double({ noNaN: true, noDefaultInfinity: true }),
)
const key = fc.constantFrom(
  'a',
  'a',
  'a',
  'a',
  'b',
  'b',
  'b',
  'a.b',
  '"',
  "'",
  '[0]',
  '$',
  '',
  '\\',
  '__proto__',
  '#',
  '0',
  'ä',
)

/** Made by `JSON.parse`, so that `__proto__` is a key like any other. */
const objectOf = (value: fc.Arbitrary<JsonValue>): fc.Arbitrary<JsonValue> =>
  fc
    .uniqueArray(fc.tuple(key, value), { minLength: 1, maxLength: 4, selector: ([name]) => name })
    .map((entries) => entries.map(([name, inner]) => `${JSON.stringify(name)}:${JSON.stringify(inner)}`))
    .map((entries) => JSON.parse(`{${entries.join()}}`) as JsonValue)

const { json } = fc.letrec<{ json: JsonValue }>((tie) => ({
  json: fc.oneof(
    { maxDepth: 3, withCrossShrink: true },
    fc.oneof(text, number, fc.boolean(), fc.constant(null)),
    { weight: 2, arbitrary: fc.array(tie('json'), { minLength: 1, maxLength: 4 }) },
    { weight: 2, arbitrary: objectOf(tie('json')) },
  ) as fc.Arbitrary<JsonValue>,
}))

export const schema: TableSchema[] = [
  {
    name: 'texts',
    columns: [
      { name: 'text', type: 'text' },
      { name: 'json', type: 'json' },
      { name: 'boolean', type: 'boolean' },
      { name: 'text-to', type: 'text', references: { table: 'texts', onDelete: 'restrict' } },
      { name: 'number/to', type: 'number', references: { table: 'numbers', onDelete: 'cascade' } },
    ],
    indexes: [{ columns: ['boolean', 'text'], unique: true }],
  },
  {
    name: 'numbers',
    id: 'number',
    columns: [
      { name: 'number', type: 'number', unique: true },
      { name: 'json', type: 'json' },
      { name: 'to', type: 'number', references: { table: 'numbers', onDelete: 'cascade' } },
      { name: 'text-to', type: 'text', references: { table: 'texts', onDelete: 'setNull' } },
    ],
  },
]

export type Table = 'texts' | 'numbers'
export const id = { texts: fc.constantFrom('a', 'A', 'ä', '1', '😀'), numbers: fc.constantFrom(1, 2, 3, 1.5, 2 ** 53) }
const orNull = <T>(value: fc.Arbitrary<T>): fc.Arbitrary<T | null> => fc.option(value, { freq: 5 })
/** A reference is more often null than not, since rows that could be referred to have to be there first. */
const seldom = <T>(value: fc.Arbitrary<T>): fc.Arbitrary<T | null> => fc.option(value, { freq: 2 })
export const values: Record<Table, Record<string, fc.Arbitrary<unknown>>> = {
  texts: {
    text: orNull(text),
    json: orNull(json),
    boolean: orNull(fc.boolean()),
    'text-to': seldom(id.texts),
    'number/to': seldom(id.numbers),
  },
  numbers: { number: orNull(number), json: orNull(json), to: seldom(id.numbers), 'text-to': seldom(id.texts) },
}

const path: fc.Arbitrary<string[]> = fc.oneof(
  { weight: 3, arbitrary: fc.constantFrom<string[]>([], ['a'], ['b'], ['a', 'b']) },
  fc.array(key, { maxLength: 3 }),
)
const equality = <T>(value: fc.Arbitrary<T>): fc.Arbitrary<object>[] => [
  fc.record({ operator: fc.constantFrom('equals', 'not_equals'), value: orNull(value) }),
  fc.record({ operator: fc.constantFrom('in', 'not_in'), value: fc.array(orNull(value), { maxLength: 3 }) }),
  fc.record({ operator: fc.constant('exists'), value: fc.boolean() }),
]
const size = (value: fc.Arbitrary<unknown>): fc.Arbitrary<object> =>
  fc.record({
    operator: fc.constantFrom('greater_than', 'greater_than_equal', 'less_than', 'less_than_equal'),
    value,
  })
const search = fc.record({ operator: fc.constantFrom('like', 'contains'), value: text })
const asked = {
  text: fc.oneof(...equality(text), size(text), search),
  number: fc.oneof(...equality(number), size(number)),
  boolean: fc.oneof(...equality(fc.boolean())),
  json: fc.oneof(fc.record({ operator: fc.constant('exists'), value: fc.boolean() }), search),
}
const joined = (...parts: fc.Arbitrary<object>[]): fc.Arbitrary<Where> =>
  fc.tuple(...parts).map((objects) => Object.assign({}, ...objects) as Where)
const on = (type: keyof typeof asked, ...columns: string[]): fc.Arbitrary<Where> =>
  joined(fc.record({ column: fc.constantFrom(...columns) }), asked[type])
const inside = (column: string): fc.Arbitrary<Where> =>
  fc.oneof(
    ...(['text', 'number', 'boolean'] as const).map((as) =>
      joined(fc.record({ column: fc.constant(column), path, as: fc.constant(as) }), asked[as]),
    ),
    joined(fc.record({ column: fc.constant(column), path }), asked.json),
  )
const linked = (links: [table: Table, on: object][], where: fc.Arbitrary<Where>): fc.Arbitrary<Where> =>
  fc
    .tuple(fc.constantFrom(...links), where)
    .map(([[table, ends], inner]) => ({ some: { table, on: ends }, where: inner }) as Where)

const lists = (list: string, where: fc.Arbitrary<Where>): fc.Arbitrary<Where> =>
  fc.record({ some: fc.record({ list: fc.constant(list), path }), where }) as fc.Arbitrary<Where>
const combined = (where: fc.Arbitrary<Where>): fc.Arbitrary<Where>[] => [
  fc.record({ and: fc.array(where, { minLength: 1, maxLength: 2 }) }),
  fc.record({ or: fc.array(where, { maxLength: 4 }) }),
  fc.record({ not: where }),
]

/** Conditions on the rows of each table. */
export const { texts, numbers } = fc.letrec<Record<Table | 'element', Where>>((tie) => ({
  texts: fc.oneof(
    { maxDepth: 3, withCrossShrink: true },
    fc.oneof(
      on('text', 'text', 'id', 'text-to'),
      on('number', 'number/to'),
      on('boolean', 'boolean'),
      on('json', 'json'),
    ),
    inside('json'),
    ...combined(tie('texts')),
    linked(
      [
        ['texts', { outer: 'text-to', inner: 'id' }],
        ['texts', { outer: 'id', inner: 'text-to' }],
      ],
      tie('texts'),
    ),
    linked(
      [
        ['numbers', { outer: 'number/to', inner: 'id' }],
        ['numbers', { outer: 'id', inner: 'text-to' }],
      ],
      tie('numbers'),
    ),
    linked([['numbers', { outer: 'json', path: ['a'], inner: 'number' }]], tie('numbers')),
    lists('json', tie('element')),
  ),
  numbers: fc.oneof(
    { maxDepth: 3, withCrossShrink: true },
    fc.oneof(on('number', 'number', 'id', 'to'), on('text', 'text-to'), on('json', 'json')),
    inside('json'),
    ...combined(tie('numbers')),
    linked(
      [
        ['numbers', { outer: 'to', inner: 'id' }],
        ['numbers', { outer: 'number', inner: 'number' }],
      ],
      tie('numbers'),
    ),
    linked([['texts', { outer: 'text-to', inner: 'id' }]], tie('texts')),
    lists('json', tie('element')),
  ),
  element: fc.oneof(
    { maxDepth: 3, withCrossShrink: true },
    inside(''),
    ...combined(tie('element')),
    linked(
      [
        ['texts', { outer: '', inner: 'id' }],
        ['texts', { outer: '', path: ['a'], inner: 'text' }],
      ],
      tie('texts'),
    ),
    lists('', tie('element')),
  ),
}))

const hops: Record<Table, { column: string; table: Table }[]> = {
  texts: [
    { column: 'text-to', table: 'texts' },
    { column: 'number/to', table: 'numbers' },
  ],
  numbers: [
    { column: 'to', table: 'numbers' },
    { column: 'text-to', table: 'texts' },
  ],
}
const scalars: Record<Table, string[]> = { texts: ['text', 'boolean', 'json', 'id'], numbers: ['number', 'json', 'to'] }

const sortFrom = (start: Table): fc.Arbitrary<Sort> =>
  fc
    .record({
      turns: fc.array(fc.nat(1), { maxLength: 2 }),
      pick: fc.nat(3),
      path: fc.option(path, { nil: undefined }),
      as: fc.constantFrom('text' as const, 'number' as const, 'boolean' as const, undefined),
      direction: fc.constantFrom('asc' as const, 'desc' as const),
    })
    .map(({ turns, pick, path: keys, as, direction }) => {
      let table = start
      const through = turns.flatMap((turn) => {
        const hop = hops[table][turn]
        if (hop !== undefined) table = hop.table
        return hop === undefined ? [] : [hop]
      })
      const column = scalars[table][pick % scalars[table].length] ?? 'id'
      const json = column === 'json' ? { ...(keys && { path: keys }), ...(as && { as }) } : {}
      return { column, through, direction, ...json }
    })

const queryOf = (table: Table, where: fc.Arbitrary<Where>): fc.Arbitrary<{ table: Table; query: Query }> =>
  fc.record({
    table: fc.constant(table),
    query: fc.record(
      {
        where,
        select: fc.subarray(['id', ...scalars[table]]),
        sort: fc.array(sortFrom(table), { maxLength: 2 }),
        limit: fc.nat(4),
        offset: fc.nat(2),
      },
      { requiredKeys: ['where'] },
    ) as fc.Arbitrary<Query>,
  })
/** A query of any kind, and the table it is for. */
export const query: fc.Arbitrary<{ table: Table; query: Query }> = fc.oneof(
  queryOf('texts', texts),
  queryOf('numbers', numbers),
)
