import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { clientShapes } from '../src/client-config/client-shapes.ts'
import { defineConfig, toClientConfig } from '../src/index.ts'

const marker = 'MARKER'

describe('toClientConfig', () => {
  test('keeps what a form needs, and nothing else', () => {
    const config = defineConfig({
      secret: marker,
      database: { url: marker },
      hooks: { afterError: [() => undefined] },
      collections: [
        {
          slug: 'posts',
          live: { autosave: false },
          labels: { singular: 'Post', plural: 'Posts' },
          access: { read: () => true },
          hooks: { afterRead: [() => marker] },
          defaultSort: ['-createdAt'],
          custom: { key: marker },
          fields: [
            {
              name: 'title',
              type: 'text',
              required: true,
              maxLength: 9,
              validate: () => true,
              admin: { width: 3, key: marker },
            },
            { name: 'note', type: 'text', hidden: true },
            { name: 'kind', type: 'select', options: ['a', { label: 'B', value: 'b' }], defaultValue: 'a' },
            { name: 'at', type: 'date', defaultValue: () => marker },
            { name: 'word', type: 'password', defaultValue: marker },
            {
              type: 'tabs',
              tabs: [{ label: 'One', fields: [{ name: 'x', type: 'number', min: 1, access: { read: () => false } }] }],
            },
            { name: 'parts', type: 'blocks', blocks: [{ slug: 'quote', fields: [{ name: 'text', type: 'text' }] }] },
            { name: 'all', type: 'join', collection: 'posts', on: 'parent', where: { secret: { equals: marker } } },
          ],
        },
      ],
      globals: [{ slug: 'site', label: 'Site', fields: [] }],
    })
    expect(toClientConfig(config)).toEqual({
      collections: [
        {
          slug: 'posts',
          live: true,
          labels: { singular: 'Post', plural: 'Posts' },
          defaultSort: ['-createdAt'],
          fields: [
            { name: 'title', type: 'text', required: true, maxLength: 9, admin: { width: 3 } },
            { name: 'kind', type: 'select', options: ['a', { label: 'B', value: 'b' }], defaultValue: 'a' },
            { name: 'at', type: 'date' },
            { name: 'word', type: 'password' },
            { type: 'tabs', tabs: [{ label: 'One', fields: [{ name: 'x', type: 'number', min: 1 }] }] },
            { name: 'parts', type: 'blocks', blocks: [{ slug: 'quote', fields: [{ name: 'text', type: 'text' }] }] },
            { name: 'all', type: 'join', collection: 'posts', on: 'parent' },
          ],
        },
      ],
      globals: [{ slug: 'site', label: 'Site', fields: [] }],
    })
  })

  test('of an auth collection only that it is one', () => {
    const { collections } = toClientConfig({ collections: [{ slug: 'users', fields: [], auth: { secret: marker } }] })
    expect(collections).toEqual([{ slug: 'users', fields: [], auth: true }])
  })

  test('calls no getter, and takes nothing from a prototype', () => {
    const posts = {
      get slug(): string {
        throw new Error('called')
      },
      fields: [Object.create({ name: marker })],
    }
    expect(toClientConfig({ collections: [posts] })).toEqual({ collections: [{ fields: [{}] }], globals: [] })
  })

  test('ends for fields that contain themselves', () => {
    const group: Record<string, unknown> = { name: 'g', type: 'group' }
    group['fields'] = [group]
    expect(JSON.stringify(toClientConfig({ collections: [{ slug: 'x', fields: [group] }] })).length).toBeLessThan(5_000)
  })

  test('whatever the configuration holds at whatever level: no unknown key, no function, nothing that is not plain data', () => {
    const known = [...new Set(Object.values(clientShapes).flatMap((shape) => [...shape.keys()]))]
    const leaf = fc.oneof(
      fc.constant('fine'),
      fc.constant(() => marker),
      fc.constant(Symbol(marker)),
      fc.constant(new Map([[marker, marker]])),
      fc.constant(new Date(0)),
      fc.constant(Number.NaN),
      fc.constant(7n),
      fc.boolean(),
    )
    const key = fc.oneof(
      { weight: 3, arbitrary: fc.constantFrom(...known) },
      fc.constantFrom(marker, `x${marker}`, '__proto__', 'constructor', 'hooks', 'access', 'custom', 'secret'),
    )
    const { anything } = fc.letrec((tie) => ({
      anything: fc.oneof({ maxDepth: 6, withCrossShrink: true }, leaf, tie('list'), tie('object')),
      list: fc.array(tie('anything'), { maxLength: 4 }),
      // Whatever stands below a key that is not known is marked.
      object: fc
        .array(fc.tuple(key, tie('anything')), { maxLength: 6 })
        .map((entries) =>
          Object.fromEntries(entries.map(([name, value]) => [name, known.includes(name) ? value : mark(value)])),
        ),
    }))
    const root = fc.record({
      collections: fc.array(anything),
      globals: fc.array(anything),
      secret: fc.constant(marker),
    })
    fc.assert(
      fc.property(root, (config) => {
        const result = toClientConfig(config)
        expect(JSON.parse(JSON.stringify(result))).toEqual(result)
        expect(JSON.stringify(result)).not.toContain(marker)
        for (const name of keysOf(result)) expect(known).toContain(name)
      }),
      { numRuns: 2_000 },
    )
  })
})

const mark = (value: unknown): unknown => {
  if (Array.isArray(value)) return value.map(mark)
  if (typeof value === 'string') return marker
  if (typeof value !== 'object' || value === null || Object.getPrototypeOf(value) !== Object.prototype) return value
  return Object.fromEntries(Object.entries(value).map(([name, inner]) => [name, mark(inner)]))
}

const keysOf = (value: unknown): string[] =>
  typeof value !== 'object' || value === null
    ? []
    : [...(Array.isArray(value) ? [] : Object.keys(value)), ...Object.values(value).flatMap(keysOf)]
