import { expect, test } from 'vitest'
import { emitTypes, type CollectionConfig, type ContentConfig, type FieldConfig } from '../src/index.ts'
import { membersOf } from '../src/types/emit-fields.ts'
import { typeNames } from '../src/types/type-names.ts'
import { richConfig } from './types/rich-config.ts'

const typesOf = (...fields: object[]): string =>
  emitTypes({ collections: [{ slug: 'posts', timestamps: false, fields: fields as FieldConfig[] }] })

test('the types of a configuration with a field of every kind', async () => {
  await expect(emitTypes(richConfig)).toMatchFileSnapshot('./types/rich-config.types.txt')
})

test('the same configuration always gives the same text', () => {
  expect(emitTypes(richConfig)).toBe(emitTypes(structuredCloneOf(richConfig)))
})

test('an empty configuration has types too', () => {
  expect(emitTypes({})).toContain('collections: {}')
})

test('a configuration with errors is refused, with all of them', () => {
  expect(() => typesOf({ name: 'title', type: 'txt' })).toThrow('collections.posts.fields.title.type')
})

test('names of interfaces are those of one document, and each is given once', () => {
  const slugs = [
    'posts',
    'post',
    'categories',
    'addresses',
    'news',
    'media',
    'status',
    'blog-posts',
    'config',
    'post-data',
    'x2',
  ]
  const text = emitTypes({ collections: slugs.map((slug): CollectionConfig => ({ slug, fields: [] })) })
  const names = [...text.matchAll(/^ {4}\S+: \{ id: string; doc: (\w+)/gm)].map(([, name]) => name)
  expect(names).toEqual([
    'Post',
    'Post2',
    'Category',
    'Address',
    'News',
    'Media',
    'Status',
    'BlogPost',
    'Config2',
    'PostData2',
    'X2',
  ])
})

test('a label in another script, or one that begins with a digit, leaves a name that TypeScript takes', () => {
  const collections: ContentConfig['collections'] = [
    { slug: 'a', labels: { singular: '記事' }, fields: [] },
    { slug: 'b', labels: { singular: '3D model' }, fields: [] },
    { slug: 'c', labels: { singular: 'Übersicht' }, fields: [] },
  ]
  const text = emitTypes({ collections })
  for (const name of ['Document', 'Document3DModel', 'Ubersicht']) expect(text).toContain(`export interface ${name} {`)
})

test('what a label says cannot leave its comment, nor a value its quotes', () => {
  const text = typesOf(
    { name: 'a', type: 'text', label: 'x */ export const y = 1 //\nz' },
    { name: 'b', type: 'select', options: ["it's", 'a\\', 'line\nbreak', '"'] },
  )
  expect(text).toContain('/** x *\\/ export const y = 1 // z */')
  expect(text).toContain(String.raw`b?: 'it\'s' | 'a\\' | 'line\nbreak' | '"' | null`)
})

function structuredCloneOf(config: ContentConfig): ContentConfig {
  return { ...config, collections: [...(config.collections ?? [])] }
}

test('a relationship is an id or the document, a list with `hasMany`, with the slug where there are several collections', () => {
  const types = typeNames(richConfig)
  const fields = [
    { name: 'author', type: 'relationship', relationTo: 'users', required: true },
    { name: 'countries', type: 'relationship', relationTo: 'countries', hasMany: true },
    { name: 'about', type: 'relationship', relationTo: ['posts', 'countries'] },
    { name: 'related', type: 'relationship', relationTo: ['posts', 'countries'], hasMany: true },
    { name: 'comments', type: 'join', collection: 'posts', on: 'author' },
    { name: 'authorName', type: 'text', virtual: 'author.name' },
    { name: 'computed', type: 'virtual' },
  ] as unknown as FieldConfig[]
  const text = (purpose: 'doc' | 'update'): string =>
    membersOf(fields, { purpose, types, complete: false, top: true }).join('\n')
  const poly = "{ relationTo: 'posts'; value: string | Post } | { relationTo: 'countries'; value: number | Country }"
  expect(text('doc')).toBe(`author: string | Person
countries?: (number | Country)[] | null
about?: ${poly} | null
related?: (${poly})[] | null
readonly comments?: {
  docs: (string | Post)[]
  hasNextPage: boolean
  totalDocs?: number
}
readonly authorName?: string | null
readonly computed?: unknown`)
  expect(text('update')).toBe(`author?: string | Person
countries?: (number | Country)[] | null
about?: ${poly} | null
related?: (${poly})[] | null`)
})
