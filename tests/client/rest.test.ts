import { describe, expect, test } from 'vitest'
import { openRoom } from './room.ts'

describe('against a server', () => {
  test('documents are created, found, changed, counted and deleted', async () => {
    await using room = await openRoom()
    const { client } = room
    const ada = await client.create({ collection: 'authors', data: { name: 'Ada' } })
    const post = await client.create({
      collection: 'posts',
      data: { title: 'one', views: 1, author: ada.id },
      depth: 0,
    })
    await client.create({ collection: 'posts', data: { title: 'two', views: 2 } })
    expect(post).toMatchObject({ title: 'one', author: ada.id })

    const where = { or: [{ title: { equals: 'one' } }, { views: { greater_than: 5 } }] }
    const page = await client.find({
      collection: 'posts',
      where,
      sort: ['-views', 'title'],
      populate: { authors: { name: true } },
    })
    expect(page).toMatchObject({ totalDocs: 1, docs: [{ title: 'one', author: { name: 'Ada' } }] })
    expect(await client.count({ collection: 'posts' })).toEqual({ totalDocs: 2 })
    expect(await client.findByID({ collection: 'posts', id: post.id, select: { views: true } })).toEqual({
      id: post.id,
      views: 1,
    })

    expect(await client.update({ collection: 'posts', id: post.id, data: { views: 9 } })).toMatchObject({ views: 9 })
    expect(await client.delete({ collection: 'posts', id: post.id })).toEqual({ id: post.id })
    await expect(client.findByID({ collection: 'posts', id: post.id })).rejects.toMatchObject({ status: 404 })
  })

  test('globals and own endpoints answer', async () => {
    await using room = await openRoom()
    expect(await room.client.updateGlobal({ slug: 'site', data: { name: 'News' } })).toMatchObject({ name: 'News' })
    expect(await room.client.findGlobal({ slug: 'site' })).toMatchObject({ name: 'News' })
    expect(await room.client.request('/api/hello')).toEqual({ hello: 'you' })
  })

  test('every problem of a document is listed, with its field', async () => {
    await using room = await openRoom()
    const creating = room.client.create({ collection: 'posts', data: { views: 'many' } })
    await expect(creating).rejects.toMatchObject({
      name: 'ClientError',
      status: 400,
      errors: [{ path: 'title' }, { path: 'views' }],
    })
  })

  test('what a hook says to the user arrives', async () => {
    await using room = await openRoom()
    const { id } = await room.client.create({ collection: 'posts', data: { title: 'kept' } })
    const deleting = room.client.delete({ collection: 'posts', id })
    await expect(deleting).rejects.toMatchObject({ status: 403, message: 'This one stays', code: 'REFUSED_BY_HOOK' })
  })

  test('many documents are changed and deleted, and those that could not be are listed', async () => {
    await using room = await openRoom()
    const { client } = room
    for (const title of ['one', 'two', 'kept']) await client.create({ collection: 'posts', data: { title, views: 1 } })
    const where = { views: { equals: 1 } }
    const changed = await client.update({ collection: 'posts', where, data: { views: 2 }, select: { views: true } })
    expect(changed).toEqual({
      docs: Array.from({ length: 3 }, () => ({ id: expect.any(String), views: 2 })),
      errors: [],
    })
    const deleted = await client.delete({ collection: 'posts', where: { id: { exists: true } } })
    expect(deleted.docs.length).toBe(2)
    expect(deleted.errors).toMatchObject([{ message: 'This one stays' }])
    expect(await client.find({ collection: 'posts' })).toMatchObject({ docs: [{ title: 'kept' }] })
  })

  test('a document is duplicated, and the values of a field are listed', async () => {
    await using room = await openRoom()
    const { client } = room
    const { id } = await client.create({ collection: 'posts', data: { title: 'one', views: 1 } })
    const copy = await client.duplicate({ collection: 'posts', id, data: { views: 2 } })
    expect(copy).toMatchObject({ title: 'one', views: 2 })
    expect(copy.id).not.toBe(id)
    const distinct = await client.findDistinct({ collection: 'posts', field: 'views', sort: '-views' })
    expect(distinct).toMatchObject({ values: [{ views: 2 }, { views: 1 }], totalDocs: 2 })
  })

  test('joins are found, and left out', async () => {
    await using room = await openRoom()
    const { client } = room
    const { id } = await client.create({ collection: 'authors', data: { name: 'Ada' } })
    for (const title of ['a', 'b', 'c']) await client.create({ collection: 'posts', data: { title, author: id } })
    const ada = await client.findByID({
      collection: 'authors',
      id,
      joins: { posts: { sort: '-title', limit: 2, count: true } },
    })
    expect(ada.posts).toMatchObject({ docs: [{ title: 'c' }, { title: 'b' }], hasNextPage: true, totalDocs: 3 })
    expect((await client.findByID({ collection: 'authors', id, joins: false })).posts).toBeNull()
  })

  test('what does not fit into an address is asked all the same', async () => {
    await using room = await openRoom()
    const { client } = room
    const { id } = await client.create({ collection: 'posts', data: { title: 'one' } })
    const ids = [...Array.from({ length: 400 }, () => crypto.randomUUID()), id]
    expect(await client.count({ collection: 'posts', where: { id: { in: ids } } })).toEqual({ totalDocs: 1 })
    expect(await client.count({ collection: 'posts', where: { id: { in: [] } } })).toEqual({ totalDocs: 0 })
    expect(await client.count({ collection: 'posts', where: { views: { equals: null } } })).toEqual({ totalDocs: 1 })
    const page = await client.find({
      collection: 'posts',
      where: { id: { in: ids } },
      limit: 1,
      depth: 0,
      select: { title: true },
    })
    expect(page).toMatchObject({ docs: [{ id, title: 'one' }], limit: 1 })
  })

  test('a document that somebody else has changed is not overwritten', async () => {
    await using room = await openRoom()
    const { client } = room
    const { id } = await client.create({ collection: 'posts', data: { title: 'one' } })
    const mine = await client.findByID({ collection: 'posts', id })
    await client.update({ collection: 'posts', id, data: { title: 'theirs' } })
    const late = { collection: 'posts', id, ifMatch: client.etagOf(mine) }
    await expect(client.update({ ...late, data: { title: 'mine' } })).rejects.toMatchObject({ status: 412 })
    await expect(client.delete(late)).rejects.toMatchObject({
      status: 412,
      hint: expect.stringContaining('read it again'),
    })
    const fresh = await client.findByID({ collection: 'posts', id })
    const changed = await client.update({
      collection: 'posts',
      id,
      data: { title: 'both' },
      ifMatch: client.etagOf(fresh),
    })
    expect(await client.delete({ collection: 'posts', id, ifMatch: client.etagOf(changed) })).toEqual({ id })
  })
})
