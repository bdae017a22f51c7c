import type { CollectionConfig, GlobalConfig } from '@crochet/content'
import { describe, expect, test } from 'vitest'
import { openLive } from './open-live.ts'

const everyone = { create: () => true, read: () => true, update: () => true, delete: () => true }

const posts: CollectionConfig = {
  slug: 'posts',
  live: true,
  access: everyone,
  fields: [
    { name: 'title', type: 'text', required: true },
    { name: 'body', type: 'textarea' },
    { name: 'price', type: 'number', min: 0 },
    { name: 'slug', type: 'text' },
    { name: 'owner', type: 'text', access: { update: ({ req }) => req.user?.id === 'boss' } },
    { name: 'secret', type: 'text', access: { read: () => false } },
    {
      name: 'items',
      type: 'array',
      fields: [
        { name: 'label', type: 'text' },
        { name: 'hidden', type: 'text', hidden: true },
      ],
    },
  ],
}

const slugged: CollectionConfig = {
  ...posts,
  hooks: {
    beforeChange: [({ data, merged }) => ({ ...data, slug: String(merged.title).toLowerCase().replaceAll(' ', '-') })],
  },
}

const site: GlobalConfig = {
  slug: 'site',
  live: true,
  access: { read: () => true, update: () => true },
  fields: [{ name: 'name', type: 'text' }],
}

const stored = (opened: Awaited<ReturnType<typeof openLive>>, id: string) =>
  opened.content.findByID({ collection: 'posts', id, overrideAccess: true }) as Promise<Record<string, unknown>>

describe('opening', () => {
  test('a stored document opens with its fields, without what not everybody may read', async () => {
    await using opened = await openLive({ collections: [posts] })
    const { id } = await opened.content.create({
      collection: 'posts',
      data: { title: 'Hello', price: 3, secret: 'hush' },
    })
    const client = await opened.client(`posts/${id}`).whenSynced()
    expect(client.text('title').toString()).toBe('Hello')
    expect(client.values.toJSON()).toEqual({ price: 3 })
    expect(client.said.get('status')).toBe('saved')
    expect(client.text('secret').toString()).toBe('')
  })

  test('a document that there is not, and one that the user may not read, are refused alike', async () => {
    const access = { ...everyone, read: ({ req }: { req: { user: { id: string } | null } }) => req.user?.id === 'boss' }
    await using opened = await openLive({ collections: [{ ...posts, access: access as never }] })
    const { id } = await opened.content.create({ collection: 'posts', data: { title: 'Hello' } })
    for (const [name, token] of [
      [`posts/${id}`, 'ann'],
      ['posts/none', 'boss'],
      [`posts/${id}`, ''],
    ] as const) {
      const client = opened.client(name, token)
      await client.until(() => client.reasons.length > 0)
      expect(client.reasons).toEqual([`There is no live document "${name}"`])
    }
    await opened.client(`posts/${id}`, 'boss').whenSynced()
  })

  test('who may not update it has it read-only', async () => {
    const access = { ...everyone, update: () => false }
    await using opened = await openLive({ collections: [{ ...posts, access }] })
    const { id } = await opened.content.create({ collection: 'posts', data: { title: 'Hello' } })
    const client = await opened.client(`posts/${id}`).whenSynced()
    expect(client.authorizedScope).toBe('readonly')
  })

  test('documents of other names are free ones', async () => {
    await using opened = await openLive({ collections: [posts, { ...posts, slug: 'plain', live: false }] })
    const client = await opened.client('notes').whenSynced()
    client.document.getMap('anything').set('a', 1)
    await client.until(() => !client.hasUnsyncedChanges)
    expect(opened.server.documents.get('notes')?.getMap('crochet').size).toBe(0)
    await opened.client('plain/1').whenSynced()
  })
})

describe('storing', () => {
  test('edits go through the update operation, and what hooks make of them comes back', async () => {
    const seen: unknown[] = []
    await using opened = await openLive({ collections: [slugged] })
    const { id } = await opened.content.create({
      collection: 'posts',
      data: { title: 'Hello', body: 'Text', secret: 'hush' },
    })
    opened.engine.on('posts:beforeChange', ({ req, data, operation }) => {
      seen.push([
        operation,
        req.source,
        req.user?.id,
        req.editors?.map((user) => user.id as unknown),
        Object.keys(data),
      ])
    })
    const [ann, bob] = [opened.client(`posts/${id}`, 'ann'), opened.client(`posts/${id}`, 'bob')]
    await Promise.all([ann.whenSynced(), bob.whenSynced()])
    ann.text('title').insert(5, ' World')
    await ann.says('saved')
    await bob.until(() => bob.text('slug').toString() === 'hello-world')
    expect(await stored(opened, id)).toMatchObject({ title: 'Hello World', slug: 'hello-world', body: 'Text' })
    expect((await opened.content.access.stored({ collection: 'posts', id }))?.['secret']).toBe('hush')
    expect(seen).toEqual([['update', 'live', 'ann', ['ann'], ['title', 'slug']]])
    bob.values.set('price', 4)
    await bob.says('saved')
    await bob.until(() => seen.length === 2)
    expect(seen[1]).toEqual(['update', 'live', 'bob', ['bob'], ['price', 'slug']])
  })

  test('what is invalid stays in the document, everybody is told why, and the next edit tries again', async () => {
    await using opened = await openLive({ collections: [posts] })
    const errors: unknown[] = []
    opened.engine.on('afterError', ({ source, error }) => void errors.push([source, (error as Error).message]))
    const { id } = await opened.content.create({ collection: 'posts', data: { title: 'Hello', price: 3 } })
    const [ann, bob] = [opened.client(`posts/${id}`), opened.client(`posts/${id}`)]
    await Promise.all([ann.whenSynced(), bob.whenSynced()])
    ann.values.set('price', -1)
    await bob.says('invalid')
    expect(bob.said.get('errors')).toEqual([{ path: 'price', message: 'must be at least 0' }])
    expect(bob.values.get('price')).toBe(-1)
    expect(await stored(opened, id)).toMatchObject({ price: 3 })
    expect(errors).toMatchObject([['live', expect.any(String)]])
    bob.values.set('price', 7)
    await ann.says('saved')
    expect(ann.said.get('errors')).toEqual([])
    expect(await stored(opened, id)).toMatchObject({ price: 7 })
  })

  test('what a hook refuses is told with its message; other fields are not lost by it', async () => {
    const hooks = {
      beforeChange: [
        ({ data }: { data: { title?: string } }) => {
          if (data.title?.includes('spam')) throw new Error('No spam here')
        },
      ],
    }
    await using opened = await openLive({ collections: [{ ...posts, hooks }] })
    const { id } = await opened.content.create({ collection: 'posts', data: { title: 'Hello' } })
    const client = await opened.client(`posts/${id}`).whenSynced()
    client.text('title').insert(0, 'spam ')
    client.text('body').insert(0, 'Words')
    await client.says('invalid')
    expect(client.said.get('errors')).toEqual([{ message: 'No spam here' }])
    client.text('title').delete(0, 5)
    await client.says('saved')
    expect(await stored(opened, id)).toMatchObject({ title: 'Hello', body: 'Words' })
  })

  test('a fault is tried again, and nothing is lost', async () => {
    await using opened = await openLive({ collections: [posts] })
    const { id } = await opened.content.create({ collection: 'posts', data: { title: 'Hello' } })
    const client = await opened.client(`posts/${id}`).whenSynced()
    let faults = 0
    opened.engine.on('posts:beforeChange', ({ req }) => {
      if (faults++ === 0) throw new TypeError('broken')
      expect(req.user?.id).toBe('ann')
    })
    client.text('title').insert(5, '!')
    await client.says('saved')
    expect(faults).toBeGreaterThan(1)
    expect(await stored(opened, id)).toMatchObject({ title: 'Hello!' })
  })

  test('rows keep what is not shared; a row that a client adds without an id gets one', async () => {
    await using opened = await openLive({ collections: [posts] })
    const { id } = await opened.content.create({
      collection: 'posts',
      data: { title: 'Hello', items: [{ id: 'a', label: 'A', hidden: 'kept' }] },
    })
    const client = await opened.client(`posts/${id}`).whenSynced()
    const Y = await import('yjs')
    const items = client.document.getArray<InstanceType<typeof Y.Map>>('items')
    items.push([new Y.Map([['label', new Y.Text('B')]])])
    await client.says('saved')
    const now = await opened.content.access.stored({ collection: 'posts', id })
    expect(now?.['items']).toMatchObject([{ id: 'a', label: 'A', hidden: 'kept' }, { label: 'B' }])
    await client.until(() => typeof items.get(1).get('id') === 'string')
    expect(items.get(1).get('id')).toBe((now?.['items'] as { id: string }[] | undefined)?.[1]?.id)
  })

  test('what code of the server edits is stored, too, and no rule is asked of it', async () => {
    await using opened = await openLive({ collections: [posts] })
    const { id } = await opened.content.create({ collection: 'posts', data: { title: 'Hello' } })
    const document = await opened.server.hocuspocus.openDirectConnection(`posts/${id}`)
    await document.transact((doc) => void doc.getText('owner').insert(0, 'the server'))
    await document.disconnect()
    expect(await stored(opened, id)).toMatchObject({ title: 'Hello', owner: 'the server' })
  })

  test('a global is opened, stored and followed the same way, also one that was never saved', async () => {
    await using opened = await openLive({ globals: [site] })
    const client = await opened.client('globals/site').whenSynced()
    client.text('name').insert(0, 'Site')
    await client.says('saved')
    expect(await opened.content.findGlobal({ slug: 'site', overrideAccess: true })).toMatchObject({ name: 'Site' })
    await opened.content.updateGlobal({ slug: 'site', data: { name: 'The Site' } })
    await client.until(() => client.text('name').toString() === 'The Site')
  })
})

describe('side doors', () => {
  test('a write from elsewhere comes to those who have the document open, beside what they are typing', async () => {
    await using opened = await openLive(
      { collections: [posts] },
      { realtime: { debounce: 60_000, maxDebounce: 60_000 } },
    )
    const { id } = await opened.content.create({ collection: 'posts', data: { title: 'Hello', body: 'one two three' } })
    const client = await opened.client(`posts/${id}`).whenSynced()
    client.text('body').insert(3, ' and a half')
    await client.until(() => !client.hasUnsyncedChanges)
    await opened.content.update({ collection: 'posts', id, data: { body: 'one two three four', price: 9 } })
    await client.until(() => client.values.get('price') === 9)
    expect(client.text('body').toString()).toBe('one and a half two three four')
    client.sendStateless('save')
    await client.says('saved')
    expect(await stored(opened, id)).toMatchObject({ body: 'one and a half two three four', price: 9 })
  })

  test('whoever has a document open that is deleted is told, and it does not open again', async () => {
    await using opened = await openLive({ collections: [posts] })
    const { id } = await opened.content.create({ collection: 'posts', data: { title: 'Hello' } })
    const client = await opened.client(`posts/${id}`).whenSynced()
    const unloaded = new Promise((resolve) =>
      opened.engine.on('afterUnloadDocument', { stage: 'late', handler: resolve }),
    )
    await opened.content.delete({ collection: 'posts', id })
    await client.until(() => client.reasons.length > 0)
    expect(client.reasons[0]).toBe(`The document "posts/${id}" has been deleted`)
    client.detach()
    await unloaded
    expect(await opened.journal.list()).toEqual([])
  })
})

describe('what clients may not do', () => {
  test('is refused, told, and nobody else sees it', async () => {
    await using opened = await openLive({ collections: [posts] })
    const { id } = await opened.content.create({ collection: 'posts', data: { title: 'Hello', owner: 'ann' } })
    const [bad, good] = [opened.client(`posts/${id}`, 'ann'), opened.client(`posts/${id}`, 'boss')]
    await Promise.all([bad.whenSynced(), good.whenSynced()])
    bad.text('owner').insert(0, 'not ')
    await bad.until(() => bad.text('owner').toString() === 'ann')
    expect(bad.reasons).toEqual([])
    good.text('owner').insert(0, 'still ')
    await good.says('saved')
    expect(good.text('owner').toString()).toBe('still ann')
    expect(await stored(opened, id)).toMatchObject({ owner: 'still ann' })
  })

  test('rights that end, end what is open', async () => {
    let may = true
    const access = { ...everyone, read: () => may, update: () => may }
    await using opened = await openLive({ collections: [{ ...posts, access }] })
    const { id } = await opened.content.create({ collection: 'posts', data: { title: 'Hello' } })
    const client = await opened.client(`posts/${id}`).whenSynced()
    may = false
    await opened.live.recheck()
    await client.until(() => client.reasons.length > 0)
    expect(client.reasons[0]).toContain('There is no live document')
  })
})
