import type { CollectionConfig, Content, DocOf, GlobalConfig } from '@crochet/content'
import type { Hooks } from '@crochet/hooks'

// Compiled beside the types made from `rich-config.ts`; every line after a mark has to be an error, and no other line.
declare const content: Content
declare const hooks: Hooks
type Post = DocOf<'posts'>
type Country = DocOf<'countries'>
type Settings = DocOf<'globals/settings'>

/** Fails to compile unless both are the same type. */
type Same<A, B> = (<T>() => T extends A ? 1 : 2) extends <T>() => T extends B ? 1 : 2 ? true : false
const same = <A, B>(..._proof: Same<A, B> extends true ? [] : [never]): void => undefined

export async function reads(): Promise<void> {
  const post = await content.findByID({ collection: 'posts', id: 'p1' })
  same<typeof post, Post>()
  post.title.toUpperCase()
  // @ts-expect-error
  post.views.toFixed()
  // @ts-expect-error
  void post.internal
  // @ts-expect-error
  void post.nothing
  // @ts-expect-error
  await content.findByID({ collection: 'pots', id: 'p1' })
  // @ts-expect-error
  await content.findByID({ collection: 'posts', id: 1 })
  const country = await content.findByID({ collection: 'countries', id: 1 })
  same<typeof country, Country>()
  // @ts-expect-error
  void country.createdAt
  // @ts-expect-error
  await content.findByID({ collection: 'countries', id: '1' })
  const page = await content.find({ collection: 'posts', where: { title: { equals: 'x' } } })
  same<typeof page.docs, Post[]>()
  for (const row of post.content) if (row.blockType === 'quote') row.text.trim()
  // @ts-expect-error
  for (const row of post.content) void row.text
  // @ts-expect-error
  for (const row of post.content) if (row.blockType === 'video') void row.id
  const kind: 'note' | "editor's" = post.kind
  // @ts-expect-error
  const mood: 'sad' | undefined = post.moods?.[0]
  const author: string | DocOf<'users'> | null | undefined = post.author
  // @ts-expect-error
  const name: string = post.author
  if (post.about?.relationTo === 'users') void post.about.value
  for (const place of post.places ?? []) void (typeof place === 'number' ? place.toFixed() : place.name)
  // @ts-expect-error
  for (const place of post.places ?? []) void place.name
  const person = await content.findByID({ collection: 'users', id: 'u1' })
  // @ts-expect-error
  void person.password
  void [kind, mood, author, name, person.posts?.hasNextPage]
}

export async function selects(): Promise<void> {
  const post = await content.findByID({ collection: 'posts', id: 'p1', select: { title: true, views: false } })
  same<typeof post, Pick<Post, 'id' | 'title'>>()
  // @ts-expect-error
  void post.views
  // @ts-expect-error
  await content.find({ collection: 'posts', select: { tilte: true } })
  const { docs } = await content.find({ collection: 'countries', select: { name: true } })
  same<typeof docs, Pick<Country, 'id' | 'name'>[]>()
  const posts = { collection: 'posts', id: 'p1' } as const
  const rest = await content.findByID({ ...posts, select: { body: false, views: false } })
  same<typeof rest, Omit<Post, 'body' | 'views'>>()
  const inside = await content.findByID({
    ...posts,
    select: { seo: { description: true }, items: { price: true }, content: { quote: { text: true } } },
  })
  same<keyof typeof inside, 'id' | 'seo' | 'items' | 'content'>()
  same<typeof inside.items, { id: string; price: number }[] | null | undefined>()
  for (const row of inside.content) if (row.blockType === 'quote') row.text.trim()
  // @ts-expect-error
  for (const row of inside.content) if (row.blockType === 'quote') void row.by
  // @ts-expect-error
  for (const row of inside.content) if (row.blockType === 'image-row') void row.urls
  const less = await content.findByID({ ...posts, select: { items: { note: false }, content: { quote: false } } })
  same<keyof typeof less, keyof Post>()
  same<typeof less.items, { id: string; price: number }[] | null | undefined>()
  // @ts-expect-error
  for (const row of less.content) if (row.blockType === 'quote') void row.text
  // @ts-expect-error
  await content.findByID({ ...posts, select: { items: { prize: true } } })
  // @ts-expect-error
  await content.findByID({ ...posts, select: { content: { video: true } } })
  // @ts-expect-error
  await content.findByID({ ...posts, select: { author: { name: true } } })
  // @ts-expect-error
  await content.findByID({ ...posts, select: { body: { type: true } } })
  // @ts-expect-error
  await content.findByID({ ...posts, select: { about: { value: true } } })
}

export async function writes(): Promise<void> {
  const contact = { email: 'a@example.org' }
  const post = await content.create({ collection: 'posts', data: { title: 'A', contact, content: [] } })
  same<typeof post, Post>()
  // @ts-expect-error
  await content.create({ collection: 'posts', data: { contact, content: [] } })
  // @ts-expect-error
  await content.create({ collection: 'posts', data: { title: null, contact, content: [] } })
  // @ts-expect-error
  await content.create({ collection: 'posts', data: { title: 'A', contact: {}, content: [] } })
  // @ts-expect-error
  await content.create({ collection: 'posts', data: { title: 'A', contact, content: [{ blockType: 'quote' }] } })
  // @ts-expect-error
  await content.create({ collection: 'posts', data: { title: 'A', contact, content: [], tilte: 'B' } })
  // @ts-expect-error
  await content.create({ collection: 'posts', data: { title: 'A', contact, content: [], kind: 'novel' } })
  await content.create({ collection: 'users', data: { password: 'secret words' } })
  await content.update({
    collection: 'posts',
    id: 'p1',
    data: { author: 'u1', places: [1], about: { relationTo: 'posts', value: post } },
  })
  // @ts-expect-error
  await content.update({ collection: 'posts', id: 'p1', data: { about: { relationTo: 'countries', value: 1 } } })
  // @ts-expect-error
  await content.update({ collection: 'users', id: 'u1', data: { posts: [] } })
  // @ts-expect-error
  await content.create({ collection: 'users', data: {} })
  // @ts-expect-error
  await content.create({ collection: 'countries', data: { name: 'Peru' } })
  await content.update({ collection: 'posts', id: 'p1', data: { views: null, publishedAt: new Date(), internal: 'x' } })
  await content.update({ collection: 'posts', id: 'p1', data: post })
  // @ts-expect-error
  await content.update({ collection: 'posts', id: 'p1', data: { title: null } })
  await content.update({ collection: 'posts', id: 'p1', data: { items: [{ id: 'r1', note: 'kept' }, { price: 1 }] } })
  // @ts-expect-error
  await content.update({ collection: 'posts', id: 'p1', data: { items: [{ note: 'no price, no id' }] } })
  const many = await content.update({ collection: 'posts', where: {}, data: { featured: true } })
  same<typeof many.docs, Post[]>()
  const gone = await content.delete({ collection: 'countries', id: 1 })
  same<typeof gone, { id: number }>()
  const copy = await content.duplicate({ collection: 'posts', id: 'p1', data: { title: 'B' } })
  same<typeof copy, Post>()
}

export async function versions(): Promise<void> {
  const { docs } = await content.findVersions({ collection: 'posts', where: { 'version.title': { equals: 'x' } } })
  for (const { parent, version, latest } of docs) void [parent.trim(), version.title?.trim(), latest === true]
  // @ts-expect-error
  for (const { version } of docs) version.title.trim()
  // @ts-expect-error
  for (const { version } of docs) void version.id
  const of = { collection: 'posts', id: 'v1' } as const
  const some = await content.findVersionByID({ ...of, select: { version: { title: true } } })
  same<typeof some, { id: string; version: { title: string | null } }>()
  // @ts-expect-error
  await content.findVersionByID({ ...of, select: { version: { tilte: true } } })
  // @ts-expect-error
  await content.findVersionByID({ ...of, select: { title: true } })
  const users = await content.findVersions({ collection: 'users' })
  // @ts-expect-error
  for (const { version } of users.docs) void version.posts
  const restored = await content.restoreVersion(of)
  same<typeof restored, Post>()
  // @ts-expect-error
  await content.restoreVersion({ collection: 'posts', id: 1 })
  const country = await content.findVersionByID({ collection: 'countries', id: 'v1' })
  same<typeof country.parent, number>()
  const global = await content.findGlobalVersionByID({ slug: 'settings', id: 'v1', select: { parent: true } })
  same<typeof global, { id: string; parent: string }>()
  same<Awaited<ReturnType<typeof restoreSettings>>, Settings>()
}
const restoreSettings = () => content.restoreGlobalVersion({ slug: 'settings', id: 'v1' })

export async function globals(): Promise<void> {
  const settings = await content.findGlobal({ slug: 'settings' })
  same<typeof settings, Settings>()
  await content.updateGlobal({ slug: 'settings', data: { theme: null } })
  // @ts-expect-error
  await content.updateGlobal({ slug: 'settings', data: { theme: 1 } })
  // @ts-expect-error
  await content.findGlobal({ slug: 'posts' })
}

export const posts: CollectionConfig<'posts'> = {
  slug: 'posts',
  fields: [],
  access: {
    update: ({ doc, data }) => doc?.kind === 'note' || data?.featured === false,
    // @ts-expect-error
    create: ({ data }) => data?.nothing === true,
  },
  hooks: {
    beforeChange: [({ data, originalDoc }) => ({ ...data, views: (originalDoc?.views ?? 0) + 1 })],
    afterChange: [
      ({ doc, previousDoc }) => void [doc.title.trim(), previousDoc?.seo.description],
      // @ts-expect-error
      ({ doc }) => doc.tilte,
      { id: 'last', handler: ({ doc }) => doc },
    ],
    // @ts-expect-error
    beforeValidate: [() => ({ title: 1 })],
    beforeDelete: [({ id }) => void id.trim()],
  },
}

export const settings: GlobalConfig<'settings'> = {
  slug: 'settings',
  fields: [],
  hooks: {
    afterRead: [({ doc }) => void doc.siteName.trim()],
    // @ts-expect-error
    beforeChange: [({ data }) => void data.title],
  },
}

// One with types is one of all, and one without is as loose as ever.
export const all: CollectionConfig[] = [
  posts,
  { slug: 'other', fields: [], hooks: { afterRead: [({ doc }) => doc['x']] } },
]

hooks.on('posts:beforeChange', ({ data }) => ({ ...data, title: data.title ?? 'Untitled' }))
hooks.on('globals/settings:afterCommit', ({ doc }) => void doc.siteName.trim())
hooks.on('*:afterCommit', ({ doc }) => void doc['anything'])
// @ts-expect-error
hooks.on('posts:afterChange', ({ doc }) => void doc.tilte)
