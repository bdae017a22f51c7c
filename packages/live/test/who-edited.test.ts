import type { CollectionConfig } from '@crochet/content'
import { rm } from 'node:fs/promises'
import { describe, expect, test } from 'vitest'
import type * as Y from 'yjs'
import { divide, isOfOthers } from '../src/lifecycle/divide.ts'
import type { Written } from '../src/lifecycle/editors.ts'
import { Gate } from './gate.ts'
import { openLive, type OpenedLive } from './open-live.ts'

const only = (id: string) => ({
  update: (({ req }: { req: { user: { id: string } | null } }) => req.user?.id === id) as never,
})

const posts: CollectionConfig = {
  slug: 'posts',
  live: true,
  access: { create: () => true, read: () => true, update: () => true, delete: () => true },
  fields: [
    { name: 'title', type: 'text', access: only('ann') },
    { name: 'owner', type: 'text', access: only('bob') },
    { name: 'body', type: 'richText' },
    { name: 'price', type: 'number', min: 0 },
    {
      name: 'items',
      type: 'array',
      fields: [
        { name: 'label', type: 'text', access: only('ann') },
        { name: 'price', type: 'number', access: only('bob') },
      ],
    },
  ],
}

const later = { realtime: { debounce: 60_000, maxDebounce: 60_000 } }

/** What the update operation is asked to do. */
function operationsOf(opened: OpenedLive): unknown[] {
  const seen: unknown[] = []
  opened.engine.on('posts:beforeChange', ({ req, data }) => {
    const editors = req.editors?.map(({ id }) => id as unknown)
    seen.push([req.user?.id ?? null, Object.keys(data).toSorted(), editors])
  })
  return seen
}

const stored = (opened: OpenedLive, id: string) => opened.content.access.stored({ collection: 'posts', id })

describe('several editors with rights of their own', () => {
  test('each field is stored in the name of somebody who may, in the order of their edits, and everybody is named', async () => {
    await using opened = await openLive({ collections: [posts] }, later)
    const { id } = await opened.content.create({ collection: 'posts', data: { title: 'T', owner: 'O' } })
    const seen = operationsOf(opened)
    const [ann, bob] = [opened.client(`posts/${id}`, 'ann'), opened.client(`posts/${id}`, 'bob')]
    await Promise.all([ann.whenSynced(), bob.whenSynced()])
    ann.text('title').insert(1, 'itle')
    await bob.until(() => bob.text('title').length === 5)
    bob.text('owner').insert(1, 'wner')
    bob.values.set('price', 3)
    await ann.until(() => ann.values.get('price') === 3)
    ann.values.set('price', 4)
    await ann.until(() => !ann.hasUnsyncedChanges)
    ann.sendStateless('save')
    await ann.says('saved')
    expect(seen).toEqual([
      ['bob', ['owner'], ['bob', 'ann']],
      ['ann', ['price', 'title'], ['bob', 'ann']],
    ])
    expect(await stored(opened, id)).toMatchObject({ title: 'Title', owner: 'Owner', price: 4 })
  })

  test('rows in which each has written what the other may not are stored, too', async () => {
    await using opened = await openLive({ collections: [posts] }, later)
    const { id } = await opened.content.create({
      collection: 'posts',
      data: { items: [{ id: 'a', label: 'A', price: 1 }] },
    })
    const [ann, bob] = [opened.client(`posts/${id}`, 'ann'), opened.client(`posts/${id}`, 'bob')]
    await Promise.all([ann.whenSynced(), bob.whenSynced()])
    const row = (client: typeof ann) => client.document.getArray<Y.Map<unknown>>('items').get(0)
    ;(row(ann).get('label') as Y.Text).insert(1, '!')
    await bob.until(() => String(row(bob).get('label')) === 'A!')
    row(bob).set('price', 2)
    await bob.until(() => !bob.hasUnsyncedChanges)
    bob.sendStateless('save')
    await bob.says('saved')
    expect((await stored(opened, id))?.['items']).toMatchObject([{ label: 'A!', price: 2 }])
  })

  test('what was stored before something was refused is as hooks have made it, the rest as it was edited', async () => {
    const slugged: CollectionConfig = {
      ...posts,
      hooks: {
        beforeChange: [
          ({ data }) =>
            'title' in data ? { ...data, body: { type: 'doc', content: [] }, title: `${data['title']}!` } : data,
        ],
      },
    }
    await using opened = await openLive({ collections: [slugged] }, later)
    const { id } = await opened.content.create({ collection: 'posts', data: { owner: 'O', price: 1 } })
    const [ann, bob] = [opened.client(`posts/${id}`, 'ann'), opened.client(`posts/${id}`, 'bob')]
    await Promise.all([ann.whenSynced(), bob.whenSynced()])
    ann.text('title').insert(0, 'Title')
    await bob.until(() => bob.text('title').length === 5)
    bob.text('owner').insert(1, 'wner')
    bob.values.set('price', -1)
    await bob.until(() => !bob.hasUnsyncedChanges)
    bob.sendStateless('save')
    await bob.says('invalid')
    expect(await stored(opened, id)).toMatchObject({ title: 'Title!', owner: 'O', price: 1 })
    expect([bob.text('title'), bob.text('owner')].map(String)).toEqual(['Title!', 'Owner'])
    const seen = operationsOf(opened)
    bob.values.set('price', 2)
    await bob.until(() => !bob.hasUnsyncedChanges)
    bob.sendStateless('save')
    await bob.says('saved')
    expect(seen).toEqual([['bob', ['owner', 'price'], ['ann', 'bob']]])
  })

  test('what comes through another door between two of them is neither lost nor passed over', async () => {
    const gate = new Gate()
    await using opened = await openLive({ collections: [posts] }, later)
    const { content } = opened
    const { id } = await content.create({ collection: 'posts', data: { title: 'T', owner: 'O' } })
    const [ann, bob] = [opened.client(`posts/${id}`, 'ann'), opened.client(`posts/${id}`, 'bob')]
    await Promise.all([ann.whenSynced(), bob.whenSynced()])
    ann.text('title').insert(1, 'itle')
    await bob.until(() => bob.text('title').length === 5)
    bob.text('owner').insert(0, 'The ')
    await ann.until(() => ann.text('owner').length === 5)
    opened.engine.on('posts:beforeOperation', ({ req }) => (req.user?.id === 'bob' ? gate.pass() : undefined))
    gate.shut()
    bob.sendStateless('save')
    await gate.reached
    expect(await stored(opened, id)).toMatchObject({ title: 'Title', owner: 'O' })
    await content.update({ collection: 'posts', id, data: { owner: 'O two' } })
    gate.open()
    await bob.says('saved')
    expect(await stored(opened, id)).toMatchObject({ title: 'Title', owner: 'The O two' })
    expect(bob.text('owner').toString()).toBe('The O two')
  })

  test('a rule that looks at what is written still has its say', async () => {
    const price = {
      name: 'price',
      type: 'number',
      access: { update: ({ data }: { data: { price?: number } }) => (data.price ?? 0) < 10 },
    }
    await using opened = await openLive({
      collections: [{ ...posts, fields: [...posts.fields.slice(0, 3), price as never] }],
    })
    const { id } = await opened.content.create({ collection: 'posts', data: { price: 1 } })
    const client = await opened.client(`posts/${id}`, 'ann').whenSynced()
    client.values.set('price', 11)
    await client.says('invalid')
    expect(client.said.get('errors')).toMatchObject([{ path: 'price' }])
    expect(await stored(opened, id)).toMatchObject({ price: 1 })
  })

  const editor = (id: string, fields: string[], forbidden: string[]): Written => ({
    user: { id },
    headers: new Headers(),
    fields: new Set(fields),
    forbidden: new Set(forbidden),
  })

  test('what nobody is known for is the server’s own; where nobody may all of it, it is of who wrote it last', () => {
    expect(divide(['a', 'b'], [])).toEqual([{ editor: undefined, fields: ['a', 'b'] }])
    const [one, two, three] = [
      editor('1', ['a'], ['a.x']),
      editor('2', ['a', 'b'], ['a.y']),
      editor('3', ['c'], ['a', 'd']),
    ]
    expect(divide(['a', 'b', 'c', 'd'], [one, two, three])).toEqual([
      { editor: undefined, fields: ['d'] },
      { editor: two, fields: ['a'] },
      { editor: three, fields: ['b', 'c'] },
    ])
  })

  test('only what others have written is let through', () => {
    const [one, two] = [editor('1', ['a'], ['a.x', 'l.quote.text']), editor('2', ['a', 'l'], [])]
    expect(isOfOthers(['a.0.x'], one, [one, two])).toBe(true)
    expect(isOfOthers(['l.3.text'], one, [one, two])).toBe(true)
    expect(isOfOthers(['a.0.y'], one, [one, two])).toBe(false)
    expect(isOfOthers(['a.0.x'], one, [one])).toBe(false)
    expect(isOfOthers(['', 'a.0.x'], one, [one, two])).toBe(false)
  })
})

describe('what the server has not stored when it ends', () => {
  test('is stored by the next one in the name of whoever wrote it', async () => {
    const first = await openLive({ collections: [posts] })
    const { folder } = first
    const { id } = await first.content.create({ collection: 'posts', data: { title: 'T', owner: 'O', price: 1 } })
    {
      await using run = await openLive({ collections: [posts] }, { folder })
      const [ann, bob] = [run.client(`posts/${id}`, 'ann'), run.client(`posts/${id}`, 'bob')]
      await Promise.all([ann.whenSynced(), bob.whenSynced()])
      ann.text('title').insert(1, 'itle')
      await ann.says('saved')
      run.engine.on('posts:beforeValidate', () => {
        throw new Error('Closed')
      })
      ann.text('title').insert(5, '!')
      await bob.says('invalid')
      bob.text('owner').insert(1, 'wner')
      await ann.until(() => ann.text('owner').length === 5)
      await bob.says('invalid')
      expect(await stored(run, id)).toMatchObject({ title: 'Title', owner: 'O' })
    }
    {
      await using run = await openLive({ collections: [posts] }, { folder })
      const seen = operationsOf(run)
      const eve = await run.client(`posts/${id}`, 'eve').whenSynced()
      await eve.says('saved')
      expect(seen).toEqual([
        ['ann', ['title'], ['ann', 'bob']],
        ['bob', ['owner'], ['ann', 'bob']],
      ])
      expect(await stored(run, id)).toMatchObject({ title: 'Title!', owner: 'Owner' })
      expect((await run.journal.load(`\u0001editors/posts/${id}`)).updates.length).toBeGreaterThan(0)
    }
    // What is kept of them goes with the document's leaving.
    expect(await first.journal.list()).toEqual([`posts/${id}`])
    await first.content.delete({ collection: 'posts', id })
    expect(await first.journal.list()).toEqual([])
    await first[Symbol.asyncDispose]()
    await rm(folder, { recursive: true, force: true })
  })

  const text = (...texts: string[]) => ({
    type: 'doc',
    content: texts.map((each) => ({ type: 'paragraph', content: [{ type: 'text', text: each }] })),
  })

  test('rich text that was written on both sides has each word once', async () => {
    const first = await openLive({ collections: [posts] })
    const { folder } = first
    const { id } = await first.content.create({
      collection: 'posts',
      data: { body: text('One two.', 'Three.'), price: 1 },
    })
    {
      await using run = await openLive({ collections: [posts] }, { folder })
      const ann = await run.client(`posts/${id}`).whenSynced()
      ann.values.set('price', -1)
      const body = ann.document.getXmlFragment('body')
      ;((body.get(0) as Y.XmlElement).get(0) as Y.XmlText).insert(3, ' and a half')
      await ann.says('invalid')
    }
    await first.content.update({ collection: 'posts', id, data: { body: text('One two.', 'Three, four.', 'Five.') } })
    {
      await using run = await openLive({ collections: [posts] }, { folder })
      const ann = await run.client(`posts/${id}`).whenSynced()
      ann.values.set('price', 1)
      await ann.until(() => ann.document.getXmlFragment('body').length === 3 && ann.said.get('status') === 'saved')
      expect((await stored(run, id))?.['body']).toEqual(text('One and a half two.', 'Three, four.', 'Five.'))
    }
    await first[Symbol.asyncDispose]()
    await rm(folder, { recursive: true, force: true })
  })
})
