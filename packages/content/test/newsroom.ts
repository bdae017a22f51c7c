import type { CollectionConfig, Untyped } from '../src/index.ts'
import { open, openContent, type Opened } from './open-content.ts'
import { watched } from './watched-documents.ts'

/** Posts with an author, who is in a team, and with categories; what differs from test to test can be put over each. */
export type Changes = Readonly<Partial<Record<'posts' | 'users' | 'teams' | 'categories', Partial<CollectionConfig>>>>

export const newsroom = (changes: Changes = {}): CollectionConfig[] => [
  {
    slug: 'posts',
    access: open,
    fields: [
      { name: 'title', type: 'text' },
      { name: 'author', type: 'relationship', relationTo: 'users' },
      { name: 'categories', type: 'relationship', relationTo: 'categories', hasMany: true },
      { name: 'about', type: 'relationship', relationTo: ['users', 'posts'] },
      { name: 'seo', type: 'group', fields: [{ name: 'editor', type: 'relationship', relationTo: 'users' }] },
      {
        name: 'parts',
        type: 'blocks',
        blocks: [
          { slug: 'list', fields: [{ name: 'posts', type: 'relationship', relationTo: ['posts'], hasMany: true }] },
        ],
      },
    ],
    ...changes.posts,
  },
  {
    slug: 'users',
    access: open,
    fields: [
      { name: 'name', type: 'text' },
      { name: 'email', type: 'text', hidden: true },
      { name: 'team', type: 'relationship', relationTo: 'teams' },
    ],
    ...changes.users,
  },
  { slug: 'teams', access: open, fields: [{ name: 'name', type: 'text' }], ...changes.teams },
  { slug: 'categories', access: open, fields: [{ name: 'name', type: 'text' }], ...changes.categories },
]

export interface Newsroom extends Opened {
  readonly ids: Readonly<Record<'team' | 'ada' | 'bob' | 'news' | 'sport' | 'post', string>>
  /** The calls of the storage since the last time. */
  calls(): string[]
}

/** One team, two users of it, two categories, and a post that refers to all of them. */
export async function openNewsroom(changes: Changes = {}): Promise<Newsroom> {
  const calls: string[] = []
  const globals = [
    {
      slug: 'settings',
      access: { read: () => true, update: () => true },
      fields: [{ name: 'front', type: 'relationship', relationTo: 'posts' } as const],
    },
  ]
  const config = { collections: newsroom(changes), globals }
  const app = await openContent(config, { wrap: (documents) => watched(documents, (call) => void calls.push(call)) })
  const make = async (collection: string, data: Untyped): Promise<string> =>
    (await app.content.create({ collection, data, depth: 0 }))['id']
  const team = await make('teams', { name: 'Desk' })
  const ada = await make('users', { name: 'Ada', email: 'ada@example.com', team })
  const bob = await make('users', { name: 'Bob', email: 'bob@example.com', team })
  const news = await make('categories', { name: 'News' })
  const sport = await make('categories', { name: 'Sport' })
  const post = await make('posts', {
    title: 'A',
    author: ada,
    categories: [sport, news],
    about: { relationTo: 'users', value: bob },
    seo: { editor: ada },
  })
  app.fired()
  return { ...app, ids: { team, ada, bob, news, sport, post }, calls: () => calls.splice(0) }
}
