import type { CollectionConfig } from '@crochet/content'
import { rm } from 'node:fs/promises'
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import * as Y from 'yjs'
import { reconcile } from '../src/lifecycle/reconcile.ts'
import { storedState, tell } from '../src/lifecycle/server-map.ts'
import { isSame } from '../src/mapping/level.ts'
import { seed, writeBack } from '../src/index.ts'
import { documents, shape } from './every-field.ts'
import { normal, valuesOf } from './documents.ts'
import { openLive } from './open-live.ts'
import { pricedPosts } from './priced-posts.ts'

const posts: CollectionConfig = { ...pricedPosts, fields: [...pricedPosts.fields, { name: 'body', type: 'textarea' }] }

describe('a shared and a stored document that were written apart', () => {
  test('each field has what was done to it, on whichever side; where both have changed, all that either has', () => {
    fc.assert(
      fc.property(documents, documents, documents, (base, ours, theirs) => {
        const doc = new Y.Doc()
        Y.applyUpdate(
          doc,
          seed(shape, base, (made) => tell(made, storedState(shape, base))),
        )
        doc.transact(() => writeBack(shape, doc, { from: base, to: ours }))
        doc.transact(() => reconcile(shape, doc, { stored: theirs }))
        const now = valuesOf(doc)
        const clear = shape.fields.flatMap((field) => {
          const [was, our, their] = [base, ours, theirs].map(
            (values) => (values as Record<string, unknown>)[field.name],
          )
          if (isSame(field, was, their)) return [[field.name, field.mapping.normal(field, our)] as const]
          return isSame(field, was, our) ? [[field.name, field.mapping.normal(field, their)] as const] : []
        })
        expect(now).toMatchObject(Object.fromEntries(clear))
        for (const name of ['title', 'summary', 'source'].filter((each) => !clear.some(([field]) => field === each))) {
          const both = [ours, theirs].map((values) => String((values as Record<string, unknown>)[name] ?? ''))
          for (const word of both.join(' ').split(' ')) expect(String(now[name])).toContain(word)
        }
        doc.transact(() => reconcile(shape, doc, { stored: theirs }))
        expect(normal(valuesOf(doc))).toEqual(normal(now))
      }),
    )
  })
})

describe('at the next load', () => {
  test('what was written while a document was closed is in it', async () => {
    await using opened = await openLive({ collections: [posts] }, { realtime: { unloadImmediately: true } })
    const { id } = await opened.content.create({ collection: 'posts', data: { title: 'Hello', price: 1 } })
    const unloaded = new Promise((resolve) =>
      opened.engine.on('afterUnloadDocument', { stage: 'late', handler: resolve }),
    )
    const first = await opened.client(`posts/${id}`).whenSynced()
    first.text('title').insert(5, ' World')
    await first.says('saved')
    first.detach()
    await unloaded
    await opened.content.update({ collection: 'posts', id, data: { price: 2 } })
    const second = await opened.client(`posts/${id}`).whenSynced()
    expect(second.values.get('price')).toBe(2)
    expect(second.text('title').toString()).toBe('Hello World')
  })

  test('edits that were not valid, and a write that came between two runs of the server, are both there', async () => {
    const first = await openLive({ collections: [posts] })
    const { folder } = first
    const { id } = await first.content.create({
      collection: 'posts',
      data: { title: 'Hello', body: 'one two', price: 1 },
    })
    {
      await using run = await openLive({ collections: [posts] }, { folder })
      const client = await run.client(`posts/${id}`).whenSynced()
      client.values.set('price', -1)
      client.text('body').insert(3, ' and')
      await client.says('invalid')
    }
    await first.content.update({ collection: 'posts', id, data: { title: 'Hello there', body: 'one two three' } })
    {
      await using run = await openLive({ collections: [posts] }, { folder })
      const client = await run.client(`posts/${id}`).whenSynced()
      expect(client.text('title').toString()).toBe('Hello there')
      expect(client.text('body').toString()).toBe('one and two three')
      expect(client.values.get('price')).toBe(-1)
      client.values.set('price', 3)
      await client.says('saved')
      expect(await run.content.access.stored({ collection: 'posts', id })).toMatchObject({
        title: 'Hello there',
        body: 'one and two three',
        price: 3,
      })
    }
    await first[Symbol.asyncDispose]()
    await rm(folder, { recursive: true, force: true })
  })
})
