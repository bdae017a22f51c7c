import { once } from 'node:events'
import { mkdtempDisposable } from 'node:fs/promises'
import { createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { openDocument, type LiveStatus } from '@crochet/client/live'
import { describe, expect, test } from 'vitest'
import { liveRoom, until } from './live-room.ts'

const body = { type: 'doc', content: [{ type: 'paragraph', content: [{ type: 'text', text: 'Words' }] }] }

describe('the fields', () => {
  test('are there with what is stored, and what is written into them is stored and seen by the others', async () => {
    await using room = await liveRoom()
    const { id } = await room.app.create({
      collection: 'posts',
      data: { title: 'Hello', body, items: [{ name: 'Hat', price: 3 }], seo: { hint: 'h', rank: 2 } },
    })
    const [one, other] = await Promise.all([room.open(id), room.open(id)])
    expect(Object.keys(one.fields)).toEqual(['title', 'slug', 'body', 'status', 'seo', 'items', 'layout', 'total'])
    expect(one.fields['title'].toString()).toBe('Hello')
    expect(one.fields['body'].toString()).toBe('<paragraph>Words</paragraph>')
    expect([one.fields['status'].get(), one.fields['seo'].rank.get(), one.fields['total'].get()]).toEqual([
      'draft',
      2,
      3,
    ])
    expect(one.status).toBe('saved')

    const heard: unknown[] = []
    other.fields['status'].on((value: unknown) => heard.push(value))
    one.fields['title'].insert(5, ' World')
    one.fields['status'].set('published')
    one.fields['status'].set('published')
    one.fields['seo'].hint.insert(1, 'int')
    expect(one.status).toBe('saving')
    await until(other, () => other.fields['title'].toString() === 'Hello World')
    await until(one, () => one.status === 'saved')
    await until(other, () => heard.length > 0)
    expect(heard).toEqual(['published'])
    expect(await room.app.findByID({ collection: 'posts', id })).toMatchObject({
      title: 'Hello World',
      status: 'published',
      seo: { hint: 'hint', rank: 2 },
    })
  })

  test('rows are added, edited and removed, in lists within them too; what hooks make of them comes back', async () => {
    await using room = await liveRoom()
    const { id } = await room.app.create({ collection: 'posts', data: { title: 'Hello' } })
    const [one, other] = await Promise.all([room.open(id), room.open(id)])
    const { items, layout } = one.fields
    let changes = 0
    const stop = items.on(() => changes++)
    const hat = items.add({ name: 'Hat', price: 3, tags: [{ word: 'wool' }] })
    items.add({ name: 'Scarf' }, 0).fields.price.set(4)
    layout.add({ blockType: 'quote', text: 'To be' })
    hat.fields.name.insert(3, 's')
    await one.save()
    await until(other, () => other.fields['total'].get() === 7)
    expect([...other.fields['items']].map(({ fields }) => fields.name.toString())).toEqual(['Scarf', 'Hats'])
    const [quote] = other.fields['layout']
    expect([quote.blockType, quote.fields.text.toString()]).toEqual(['quote', 'To be'])
    expect(await room.app.findByID({ collection: 'posts', id })).toMatchObject({
      items: [
        { name: 'Scarf', price: 4 },
        { id: hat.id, name: 'Hats', price: 3, tags: [{ word: 'wool' }] },
      ],
      layout: [{ blockType: 'quote', text: 'To be' }],
    })

    expect(changes).toBe(2)
    stop()
    other.fields['items'].remove(hat.id)
    other.fields['items'].remove('none')
    await until(one, () => one.fields['total'].get() === 4)
    expect([items.length, items.find(hat.id), changes]).toEqual([1, undefined, 2])
  })

  test('a write through REST comes to what is open, beside what is being typed', async () => {
    await using room = await liveRoom()
    const { id } = await room.app.create({ collection: 'posts', data: { title: 'Hello' } })
    const one = await room.open(id)
    one.fields['title'].insert(5, ' World')
    await room.app.update({ collection: 'posts', id, data: { title: 'Well, Hello', status: 'published' } })
    await until(one, () => one.fields['title'].toString() === 'Well, Hello World')
    await until(one, () => one.status === 'saved' && one.fields['status'].get() === 'published')
  })

  test('a global is opened by its slug', async () => {
    await using room = await liveRoom()
    using site = await openDocument(`${room.url.replace('http', 'ws')}/`, { global: 'site' })
    site.fields['name'].insert(0, 'The Site')
    await site.save()
    expect(site.name).toBe('globals/site')
    expect(await room.app.findGlobal({ slug: 'site' })).toMatchObject({ name: 'The Site' })
  })
})

describe('what is wrong', () => {
  test('is told to everybody with its path, ends `save`, and goes with the next edit', async () => {
    await using room = await liveRoom()
    const { id } = await room.app.create({ collection: 'posts', data: { title: 'Hello', items: [{ price: 1 }] } })
    const [one, other] = await Promise.all([room.open(id), room.open(id)])
    const statuses: LiveStatus[] = []
    one.on('status', (status) => statuses.push(status))
    const [row] = one.fields['items']
    row.fields.price.set(-1)
    await expect(one.save()).rejects.toMatchObject({
      code: 'CLIENT_INVALID',
      status: 400,
      errors: [{ path: 'items.0.price', message: expect.stringContaining('0') }],
    })
    await until(other, () => other.status === 'invalid')
    expect(other.errors).toEqual([{ path: 'items.0.price', message: expect.any(String) }])
    // Nothing has changed, so it is refused again.
    await expect(one.save()).rejects.toMatchObject({ code: 'CLIENT_INVALID' })
    row.fields.price.set(2)
    await one.save()
    await until(other, () => other.status === 'saved')
    expect([one.errors, other.errors]).toEqual([[], []])
    expect(statuses.filter((status, at) => status !== statuses[at - 1])).toEqual(statuses)
    expect(statuses[0]).toBe('saving')
    expect(statuses).toContain('invalid')
    expect(statuses.at(-1)).toBe('saved')
  })
})

describe('presence', () => {
  test('tells who else is there and where, until they leave', async () => {
    await using room = await liveRoom()
    const { id } = await room.app.create({ collection: 'posts', data: { title: 'Hello' } })
    const [ada, edgar] = await Promise.all([room.open(id), room.open(id)])
    ada.presence.set({ name: 'Ada', color: '#b00020' })
    ada.provider.setAwarenessField('cursor', { anchor: 1, head: 2 })
    await until(edgar, () => edgar.presence.others.some(({ cursor }) => cursor !== null))
    expect(edgar.presence.others).toEqual([
      { clientId: ada.document.clientID, user: { name: 'Ada', color: '#b00020' }, cursor: { anchor: 1, head: 2 } },
    ])
    ada.close()
    await until(edgar, () => edgar.presence.others.length === 0)
  })
})

describe('who may not', () => {
  test.each([
    ['a token that the server takes from nobody', 'wrong', 'draft', 'Nobody has this token'],
    ['a document that the user may not read', '', 'private', 'There is no live document'],
  ])('%s is refused with the reason', async (...[, token, status, reason]) => {
    await using room = await liveRoom()
    const { id } = await room.app.create({ collection: 'posts', data: { title: 'Hello', status } })
    await expect(room.open(id, token)).rejects.toMatchObject({
      name: 'ClientError',
      code: 'CLIENT_REFUSED',
      status: 403,
      message: expect.stringContaining(reason),
      hint: expect.stringContaining('token'),
    })
  })

  test.each([
    ['that there is not', 'posts', 'none', 'CLIENT_REFUSED'],
    ['of a collection that is not live', 'notes', 'any', 'CLIENT_REFUSED'],
    ['without an id', 'posts', '', 'CLIENT_OPTIONS'],
  ])('a document %s', async (...[, collection, id, code]) => {
    await using room = await liveRoom()
    await expect(openDocument(room.url, { collection, id, token: 'writer' })).rejects.toMatchObject({ code })
  })

  test('an address that is none is refused before anything is opened', async () => {
    await expect(openDocument('nowhere', { global: 'site' })).rejects.toMatchObject({ code: 'CLIENT_URL' })
  })

  test('whoever may only read knows it, and reads what others write', async () => {
    await using room = await liveRoom()
    const { id } = await room.app.create({ collection: 'posts', data: { title: 'Hello' } })
    const [writer, reader] = await Promise.all([room.open(id), room.open(id, 'reader')])
    expect([writer.mayWrite, reader.mayWrite]).toEqual([true, false])
    // A row as other clients may add it, without the types that editors bind to.
    writer.fields['items'].type.push([new (writer.fields['items'].add({}).type.constructor as new () => never)()])
    await until(reader, () => reader.fields['items'].length === 2)
    for (const { fields } of reader.fields['items']) expect(fields.name.toString()).toBe('')
    expect(reader.hasUnsent).toBe(false)
  })

  test('an edit of what is not to be written is taken back and told, and its author goes on', async () => {
    await using room = await liveRoom()
    const { id } = await room.app.create({ collection: 'posts', data: { title: 'Hello' } })
    const [document, other] = await Promise.all([room.open(id), room.open(id)])
    document.document.getMap('crochet').set('status', 'mine')
    document.fields['total'].set('much')
    await until(document, () => document.refused.some(({ path }) => path === 'total'))
    await until(document, () => document.status === 'saved' && document.fields['total'].get() === null)
    expect([document.hasUnsent, other.refused]).toEqual([false, []])
    document.fields['title'].insert(5, ' World')
    await document.save()
    expect(await room.app.findByID({ collection: 'posts', id })).toMatchObject({ title: 'Hello World' })
  })

  test('a document that is deleted is closed', async () => {
    await using room = await liveRoom()
    const { id } = await room.app.create({ collection: 'posts', data: { title: 'Hello' } })
    const document = await room.open(id)
    await room.app.delete({ collection: 'posts', id })
    await until(document, () => document.status === 'closed')
    expect(document.closedBy).toMatchObject({ code: 'CLIENT_CLOSED', message: expect.stringContaining('been deleted') })
    await expect(document.save()).rejects.toBe(document.closedBy)
  })
})

describe('a server that is away', () => {
  test('is told, what is edited meanwhile is kept, and saved when it is back', async () => {
    await using folder = await mkdtempDisposable(join(tmpdir(), 'live-client-'))
    const first = await liveRoom({ folder: folder.path })
    const { id } = await first.app.create({ collection: 'posts', data: { title: 'Hello' } })
    using document = await openDocument(first.url, { collection: 'posts', id, token: 'writer' })
    await first[Symbol.asyncDispose]()
    await until(document, () => document.status === 'offline')
    document.fields['title'].insert(5, ' again')
    expect([document.status, document.hasUnsent]).toEqual(['offline', true])
    await using second = await liveRoom({ folder: folder.path, port: first.port })
    await document.save()
    expect(document.hasUnsent).toBe(false)
    expect(await second.app.findByID({ collection: 'posts', id })).toMatchObject({ title: 'Hello again' })
  })

  test('is waited for, until the caller gives up', async () => {
    // Takes connections and says nothing.
    const silent = createServer().listen(0, '127.0.0.1')
    await once(silent, 'listening')
    const address = silent.address() as { port: number }
    const giveUp = new AbortController()
    const statuses: LiveStatus[] = []
    const opening = openDocument(`http://127.0.0.1:${address.port}`, {
      global: 'site',
      signal: giveUp.signal,
      onStatus: (status) => statuses.push(status),
    })
    await once(silent, 'connection')
    giveUp.abort(new RangeError('enough'))
    await expect(opening).rejects.toThrow('enough')
    expect(statuses).toEqual(['connecting', 'closed'])
    silent.close()
  })
})
