import type { CollectionConfig, Content, FieldConfig, Untyped } from '../src/index.ts'
import { open, openContent, type Opened } from './open-content.ts'

const named = (slug: string, fields: readonly FieldConfig[] = []): CollectionConfig => ({
  slug,
  access: open,
  fields: [{ name: 'name', type: 'text' }, ...fields],
})
export const author = { name: 'author', type: 'relationship', relationTo: 'users' } as const satisfies FieldConfig
export const subject = {
  name: 'subject',
  type: 'relationship',
  relationTo: ['users', 'tags'],
} as const satisfies FieldConfig
export const tags = {
  name: 'tags',
  type: 'relationship',
  relationTo: 'tags',
  hasMany: true,
} as const satisfies FieldConfig
const links = {
  name: 'links',
  type: 'relationship',
  relationTo: ['posts', 'tags'],
  hasMany: true,
} as const satisfies FieldConfig
const nested: FieldConfig[] = [
  { name: 'seo', type: 'group', fields: [author, tags] },
  { name: 'items', type: 'array', fields: [subject, links] },
  { name: 'content', type: 'blocks', blocks: [{ slug: 'quote', fields: [{ ...author, name: 'by' }] }] },
]
const settings = { slug: 'settings', access: { read: () => true, update: () => true }, fields: [author, links] }

export async function openPosts(
  more: Partial<CollectionConfig> = {},
): Promise<Opened & { ids: Record<string, string> }> {
  const posts = named('posts', [author, subject, tags, links, ...nested])
  const collections = [named('users'), named('tags'), { ...posts, ...more }]
  const app = await openContent({ collections, globals: [settings] })
  const ids: Record<string, string> = {}
  for (const [collection, names] of Object.entries({ users: ['Ada', 'Bob'], tags: ['red', 'blue', 'green'] })) {
    for (const name of names) ids[name] = await idOf(app.content, collection, name)
  }
  return { ...app, ids }
}

const idOf = async (content: Content, collection: string, name: string): Promise<string> =>
  (await content.create({ collection, data: { name } }))['id']

export const create = (content: Content, data: Untyped): Promise<Untyped> =>
  content.create({ collection: 'posts', data, ...ids })
export const update = (content: Content, id: string, data: Untyped): Promise<Untyped> =>
  content.update({ collection: 'posts', id, data, ...ids })
export const read = (content: Content, id: string): Promise<Untyped> =>
  content.findByID({ collection: 'posts', id, ...ids })
/** Answers with ids, whatever they refer to. */
export const ids = { depth: 0 }
