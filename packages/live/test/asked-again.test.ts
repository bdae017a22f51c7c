import type { CollectionConfig } from '@crochet/content'
import { ManualClock } from '@crochet/storage/contract'
import { describe, expect, test } from 'vitest'
import { Gate } from './gate.ts'
import { openLive } from './open-live.ts'
import { everyone, pricedPosts as posts } from './priced-posts.ts'

describe('rights are asked again', () => {
  test('every minute, by an injected clock', async () => {
    let may = true
    let asked = 0
    const read = (): boolean => {
      asked++
      return may
    }
    const clock = new ManualClock()
    await using opened = await openLive({ collections: [{ ...posts, access: { ...everyone, read } }] }, { clock })
    const { id } = await opened.content.create({ collection: 'posts', data: { title: 'Hello' } })
    const client = await opened.client(`posts/${id}`).whenSynced()
    const before = asked
    clock.advance(59_999)
    clock.advance(1)
    await expect.poll(() => asked).toBe(before + 1)
    may = false
    clock.advance(60_000)
    await client.until(() => client.reasons.length > 0)
    expect(client.reasons).toEqual([`There is no live document "posts/${id}"`])
  })

  test('when a client sends its token again', async () => {
    let may = true
    const access = { ...everyone, update: () => may }
    await using opened = await openLive({ collections: [{ ...posts, access }] })
    const { id } = await opened.content.create({ collection: 'posts', data: { title: 'Hello' } })
    const client = await opened.client(`posts/${id}`).whenSynced()
    const [connection] = opened.server.documents.get(`posts/${id}`)?.getConnections() ?? []
    may = false
    await client.sendToken()
    await expect.poll(() => connection?.readOnly).toBe(true)
    may = true
    await client.sendToken()
    await expect.poll(() => connection?.readOnly).toBe(false)
    client.text('title').insert(5, '!')
    await client.says('saved')
  })

  test('what was asked last counts, and a rule that has not answered holds up nothing', async () => {
    const answers: ((may: boolean) => void)[] = []
    let isOpen = true
    const update = (): boolean | Promise<boolean> => isOpen || new Promise((resolve) => void answers.push(resolve))
    await using opened = await openLive({ collections: [{ ...posts, access: { ...everyone, update } }] })
    const { id } = await opened.content.create({ collection: 'posts', data: { title: 'Hello' } })
    const [ann, bob] = [opened.client(`posts/${id}`, 'ann'), opened.client(`posts/${id}`, 'bob')]
    await Promise.all([ann.whenSynced(), bob.whenSynced()])
    const connections = opened.server.documents.get(`posts/${id}`)?.getConnections() ?? []
    isOpen = false
    const rounds = [opened.live.recheck(), opened.live.recheck(), opened.live.recheck()]
    // Of both, three times.
    await expect.poll(() => answers.length).toBe(6)
    for (const answer of answers.slice(2, 4)) answer(false)
    await rounds[1]
    expect(connections.map(({ readOnly }) => readOnly)).toEqual([true, true])
    for (const answer of answers.slice(4)) answer(true)
    await rounds[2]
    expect(connections.map(({ readOnly }) => readOnly)).toEqual([false, false])
    for (const answer of answers.slice(0, 2)) answer(false)
    await rounds[0]
    expect(connections.map(({ readOnly }) => readOnly)).toEqual([false, false])
    isOpen = true
    ann.text('title').insert(5, '!')
    await bob.until(() => bob.text('title').toString() === 'Hello!' && bob.said.get('status') === 'saved')
  })

  test('what changes while somebody signs in is asked for when they are there', async () => {
    const gate = new Gate()
    let may = false
    const update = async (): Promise<boolean> => {
      const answer = may
      await gate.pass()
      return answer
    }
    await using opened = await openLive({ collections: [{ ...posts, access: { ...everyone, update } }] })
    const { id } = await opened.content.create({ collection: 'posts', data: { title: 'Hello' } })
    gate.shut()
    const client = opened.client(`posts/${id}`)
    await gate.reached
    may = true
    await opened.live.recheck()
    gate.open()
    await client.whenSynced()
    client.text('title').insert(5, '!')
    const stored = () => opened.content.access.stored({ collection: 'posts', id })
    await expect.poll(stored).toMatchObject({ title: 'Hello!' })
  })

  test('a rule that fails ends the connection, and is told to afterError', async () => {
    let fails = false
    const read = (): boolean => {
      if (fails) throw new TypeError('broken')
      return true
    }
    await using opened = await openLive({ collections: [{ ...posts, access: { ...everyone, read } }] })
    const errors: unknown[] = []
    opened.engine.on('afterError', ({ source }) => void errors.push(source))
    const { id } = await opened.content.create({ collection: 'posts', data: { title: 'Hello' } })
    const client = await opened.client(`posts/${id}`).whenSynced()
    fails = true
    await opened.live.recheck()
    await client.until(() => client.reasons.length > 0)
    expect(errors).toEqual(['live'])
  })
})

describe('autosave: false', () => {
  const asked: CollectionConfig = { ...posts, live: { autosave: false } }

  test('edits are stored when a client asks for it, and are there until then, also after a restart', async () => {
    const first = await openLive({ collections: [asked] })
    await using _ = first
    const { id } = await first.content.create({ collection: 'posts', data: { title: 'Hello' } })
    const stored = () => first.content.access.stored({ collection: 'posts', id })
    const rounds: number[] = []
    {
      await using run = await openLive({ collections: [asked] }, { folder: first.folder })
      run.engine.on('afterStoreDocument', () => void rounds.push(rounds.length))
      const ann = await run.client(`posts/${id}`, 'ann').whenSynced()
      ann.text('title').insert(5, ' World')
      await expect.poll(() => rounds.length).toBeGreaterThan(0)
      await ann.says('saving')
      expect(await stored()).toMatchObject({ title: 'Hello' })
    }
    expect(await stored()).toMatchObject({ title: 'Hello' })
    await using run = await openLive({ collections: [asked] }, { folder: first.folder })
    const users: unknown[] = []
    run.engine.on('posts:beforeChange', ({ req }) => void users.push(req.user?.id))
    const bob = await run.client(`posts/${id}`, 'bob').whenSynced()
    expect(bob.text('title').toString()).toBe('Hello World')
    bob.sendStateless('save')
    await bob.says('saved')
    expect(await stored()).toMatchObject({ title: 'Hello World' })
    expect(users).toEqual(['ann'])
  })

  test('what is refused is told, and asked for again; readers may not ask', async () => {
    const access = {
      ...everyone,
      update: ({ req }: { req: { user: { id: string } | null } }) => req.user?.id === 'ann',
    }
    await using opened = await openLive({ collections: [{ ...asked, access: access as never }] })
    const { id } = await opened.content.create({ collection: 'posts', data: { title: 'Hello', price: 1 } })
    const [ann, reader] = [opened.client(`posts/${id}`, 'ann'), opened.client(`posts/${id}`, 'bob')]
    await Promise.all([ann.whenSynced(), reader.whenSynced()])
    ann.values.set('price', -1)
    await reader.until(() => reader.values.get('price') === -1)
    const heard = new Promise((resolve) => opened.engine.on('onStateless', { stage: 'late', handler: resolve }))
    reader.sendStateless('save')
    await heard
    expect(reader.said.get('status')).toBe('saving')
    ann.sendStateless('save')
    await reader.says('invalid')
    expect(reader.said.get('errors')).toEqual([{ path: 'price', message: 'must be at least 0' }])
    ann.values.set('price', 2)
    await reader.until(() => reader.said.get('status') === 'saving')
    ann.sendStateless('save')
    await reader.says('saved')
    expect(reader.said.get('errors')).toEqual([])
    expect(reader.said.get('updatedAt')).toBe(
      (await opened.content.access.stored({ collection: 'posts', id }))?.['updatedAt'],
    )
  })
})
