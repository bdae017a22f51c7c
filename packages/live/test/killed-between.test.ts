import type { CollectionConfig } from '@crochet/content'
import { openStorage } from '@crochet/storage'
import { cpSync } from 'node:fs'
import { mkdtempDisposable } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import type * as Y from 'yjs'
import { openLive } from './open-live.ts'
import { everyone } from './priced-posts.ts'

const text = (...texts: string[]) => ({
  type: 'doc',
  content: texts.map((each) => ({ type: 'paragraph', content: [{ type: 'text', text: each }] })),
})
type Body = ReturnType<typeof text>

/** Whose hook signs what has become longer, unless it is to be quiet. */
const signed: CollectionConfig = {
  slug: 'posts',
  live: true,
  access: everyone,
  fields: [{ name: 'body', type: 'richText' }],
  hooks: {
    beforeChange: [
      ({ data }) => {
        const body = data['body'] as Body | undefined
        const written = JSON.stringify(body ?? {})
        const isSigned = body === undefined || /Signed|Quiet/.test(written) || !written.includes('half')
        return isSigned ? data : { ...data, body: { ...body, content: [...body.content, ...text('Signed.').content] } }
      },
    ],
  },
}
const expected = text('One and a half two.', 'Signed.')
const shown = '<paragraph>One and a half two.</paragraph><paragraph>Signed.</paragraph>'

const type = (doc: Y.Doc, at: number, letters: string): void =>
  ((doc.getXmlFragment('body').get(0) as Y.XmlElement).get(0) as Y.XmlText).insert(at, letters)

/** The files as a process leaves them that ends when a store has written the row, and the document does not know yet. */
async function killed(): Promise<AsyncDisposable & { readonly path: string; readonly id: string }> {
  await using run = await openLive({ collections: [signed] })
  const images = await mkdtempDisposable(join(tmpdir(), 'crochet-live-'))
  const { id } = await run.content.create({ collection: 'posts', data: { body: text('One two.') } })
  const ann = await run.client(`posts/${id}`).whenSynced()
  run.engine.on('posts:afterCommit', {
    stage: 'early',
    handler: () => cpSync(run.folder, images.path, { recursive: true }),
  })
  type(ann.document, 3, ' and a half')
  await ann.says('saved')
  expect(await run.content.access.stored({ collection: 'posts', id })).toMatchObject({ body: expected })
  return { path: images.path, id: String(id), [Symbol.asyncDispose]: () => images.remove() }
}

test('a process that ends between the stored row and the shared document leaves each word once', async () => {
  await using left = await killed()
  const { path: folder, id } = left
  await using after = await openLive({ collections: [signed] }, { folder })
  const again = await after.client(`posts/${id}`).whenSynced()
  await again.says('saved')
  expect(again.document.getXmlFragment('body').toString()).toBe(shown)
  expect(await after.content.access.stored({ collection: 'posts', id })).toMatchObject({ body: expected })
})

test('a document that begins anew has nothing to do with a store of the one before', async () => {
  await using left = await killed()
  const { path: folder, id } = left
  await using images = await mkdtempDisposable(join(tmpdir(), 'crochet-live-'))
  const storage = await openStorage(`file:${join(folder, 'test.db')}`)
  await storage.journal.remove(`posts/${id}`)
  await storage.close()
  {
    await using run = await openLive(
      { collections: [signed] },
      { folder, realtime: { debounce: 60_000, maxDebounce: 60_000 } },
    )
    // By code, that goes around the guard: nobody notes what was there before.
    const direct = await run.server.hocuspocus.openDirectConnection(`posts/${id}`)
    await direct.transact((doc) => {
      doc.getXmlFragment('body').delete(1, 1)
      type(doc, 0, 'Quiet: ')
    })
    await run.server.documents.get(`posts/${id}`)?.saved()
    cpSync(folder, images.path, { recursive: true })
    await direct.disconnect()
  }
  await using after = await openLive({ collections: [signed] }, { folder: images.path })
  const again = await after.client(`posts/${id}`).whenSynced()
  await again.says('saved')
  expect(again.document.getXmlFragment('body').toString()).toBe('<paragraph>Quiet: One and a half two.</paragraph>')
})
