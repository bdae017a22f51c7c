import * as fc from 'fast-check'
import type { Data, Select, Untyped } from '../src/index.ts'
import { fieldsOfLevel, type NamedField } from './select-reference.ts'
import { guarded, plain } from './select-world.ts'

/** Random documents for `select-world.ts`, and random selections of their fields, right ones only. */

const text = fc.constantFrom('a', 'b', 'private', '')
const number = fc.nat({ max: 9 })
const maybe = <T>(values: fc.Arbitrary<T>): fc.Arbitrary<T | null> => fc.option(values, { freq: 4 })
const few = <T>(values: fc.Arbitrary<T>): fc.Arbitrary<T[]> => fc.array(values, { maxLength: 2 })
const row = (fields: Record<string, fc.Arbitrary<unknown>>): fc.Arbitrary<Untyped> =>
  fc.record(fields, { requiredKeys: [] })

/** Stands for a document of a collection: the one with this number among those that have been made before. */
const to = (slug: string): fc.Arbitrary<Untyped> => number.map((of) => ({ of, slug, pair: false }))
const toAny = fc.tuple(number, fc.constantFrom('plain', 'guarded')).map(([of, slug]) => ({ of, slug, pair: true }))

const block = (blockType: string, fields: Record<string, fc.Arbitrary<unknown>>): fc.Arbitrary<Untyped> =>
  row(fields).map((values) => ({ ...values, blockType }))

const data: fc.Arbitrary<Data> = row({
  title: text,
  kind: fc.constantFrom('a', 'b'),
  inside: text,
  note: text,
  pass: fc.constant('a long password'),
  meta: fc.constantFrom('text', 3, ['a', { title: 1 }], { title: 'inside', seo: { title: 1 } }),
  tags: few(text),
  body: text,
  next: to('plain'),
  boss: to('guarded'),
  links: few(to('guarded')),
  ref: toAny,
  refs: few(toAny),
  seo: row({ title: text, note: text, deep: maybe(row({ x: text, y: text, link: to('plain') })) }),
  items: few(
    row({
      price: number,
      note: text,
      ref: toAny,
      size: row({ w: number, h: number }),
      parts: few(row({ name: text, of: text })),
    }),
  ),
  content: few(
    fc.oneof(
      block('quote', { text, by: to('guarded'), note: text }),
      block('list', { text: number, rows: few(row({ text, n: number })) }),
    ),
  ),
})

/** Documents with the slugs of their collections, in the order in which they are made. Without the slow hashes, mostly. */
export const documents: fc.Arbitrary<{ slug: string; data: Data }[]> = fc.array(
  fc.record({
    slug: fc.constantFrom('plain', 'guarded'),
    data: fc.tuple(data, fc.nat(19)).map(([all, dice]) => (dice === 0 ? all : { ...all, pass: undefined })),
  }),
  { minLength: 2, maxLength: 8 },
)

type Leaf = fc.Arbitrary<Untyped>

/** Any part of the keys, and of what is in them. */
function tree(fields: readonly NamedField[], own: readonly string[], leaf: Leaf): fc.Arbitrary<Select> {
  const keys = fields
    .filter(({ type }) => type !== 'password')
    .map((field) => [field.name, ofField(field, leaf)] as const)
  const all = [...keys, ...own.map((key) => [key, leaf] as const)]
  return fc.subarray(all, { maxLength: Math.min(5, all.length) }).chain((some) => fc.record(Object.fromEntries(some)))
}

function ofField(field: NamedField, leaf: Leaf): Leaf {
  switch (field.type) {
    case 'group':
      return fc.oneof(leaf, tree(fieldsOfLevel(field.fields), [], leaf))
    case 'array':
      return fc.oneof(leaf, tree(fieldsOfLevel(field.fields), ['id'], leaf))
    case 'blocks': {
      const blocks = field.blocks.map(({ slug, fields }) => {
        const inside = tree(fieldsOfLevel(fields), ['id', 'blockType'], leaf)
        return [slug, fc.oneof(leaf, inside)] as const
      })
      const some = fc.subarray(blocks).chain((chosen) => fc.record(Object.fromEntries(chosen)))
      return fc.oneof(leaf, some)
    }
    default:
      return leaf
  }
}

const include = fc.constantFrom<Untyped>(true, 'true')
const exclude = fc.constantFrom<Untyped>(false, 'false')

function selectOf({ fields, timestamps }: typeof plain): fc.Arbitrary<Select> {
  const own = timestamps === false ? ['id'] : ['id', 'createdAt', 'updatedAt']
  return fc.oneof(
    ...[include, exclude, fc.oneof(include, exclude)].map((leaf) => tree(fieldsOfLevel(fields), own, leaf)),
  )
}

const optional = <T>(values: fc.Arbitrary<T>): fc.Arbitrary<T | undefined> =>
  fc.option(values, { nil: undefined, freq: 3 })

export interface Question {
  readonly slug: string
  readonly select: Select | undefined
  readonly populate: Readonly<Record<string, Select>> | undefined
  readonly depth: number
  readonly role: 'system' | 'admin' | 'reader'
  readonly showHiddenFields: boolean
}

export const questions: fc.Arbitrary<Question> = fc.constantFrom(plain, guarded).chain((collection) =>
  fc.record({
    slug: fc.constant(collection.slug),
    select: optional(selectOf(collection)),
    populate: optional(fc.record({ plain: selectOf(plain), guarded: selectOf(guarded) }, { requiredKeys: [] })),
    depth: fc.nat(2),
    role: fc.constantFrom('system', 'admin', 'reader'),
    showHiddenFields: fc.boolean(),
  }),
)
