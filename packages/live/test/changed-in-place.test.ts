import type { CollectionConfig } from '@crochet/content'
import { expect, test } from 'vitest'
import type * as Y from 'yjs'
import { read, shapeOfCollection } from '../src/index.ts'
import { openLive } from './open-live.ts'

interface Node {
  attrs?: Record<string, unknown>
  content?: Node[]
}

/** A hook that changes what it is given in place, as far down as it goes. */
const marks: NonNullable<CollectionConfig['hooks']>['beforeOperation'] = [
  ({ args, req }) => {
    if (req.source !== 'live') return
    const { body, extra } = args.data as { body?: Node; extra?: { seen?: number } }
    for (const paragraph of body?.content ?? []) paragraph.attrs = { ...paragraph.attrs, checked: 'yes' }
    if (extra !== undefined) extra.seen = (extra.seen ?? 0) + 1
  },
]

const pages: CollectionConfig = {
  slug: 'pages',
  live: true,
  access: { create: () => true, read: () => true, update: () => true },
  hooks: { beforeOperation: marks },
  fields: [
    { name: 'body', type: 'richText' },
    { name: 'extra', type: 'json' },
  ],
}

test('what a hook changes in place is in the document, too, whatever was remembered of it', async () => {
  await using opened = await openLive({ collections: [pages] })
  const paragraph = (text: string): object => ({ type: 'paragraph', content: [{ type: 'text', text }] })
  const body = { type: 'doc', content: [paragraph('first'), paragraph('second')] }
  const { id } = await opened.content.create({ collection: 'pages', data: { body, extra: { seen: 0 } } })
  const direct = await opened.server.hocuspocus.openDirectConnection(`pages/${id}`)
  const document = opened.server.documents.get(`pages/${id}`)
  if (document === undefined) throw new Error('the document is not open')
  const shape = shapeOfCollection(pages)

  for (const [place, seen] of [
    [0, 1],
    [1, 2],
    [0, 3],
  ] as const) {
    await direct.transact((doc) => {
      const element = doc.getXmlFragment('body').get(place) as Y.XmlElement
      ;(element.get(0) as Y.XmlText).insert(0, `edit ${seen} `)
      doc.getMap('fields').set('extra', { seen: seen - 1, edit: seen })
    })
    await opened.server.hocuspocus.storeDocumentHooks(document, {} as never, true)
    const stored = await opened.content.findByID({ collection: 'pages', id, overrideAccess: true })
    const { body: now, extra } = read(shape, document).values
    expect(extra).toEqual({ seen, edit: seen })
    expect({ body: now, extra }).toEqual({ body: stored['body'], extra: stored['extra'] })
    const { content } = now as { content: Node[] }
    expect(content.map(({ attrs }) => attrs)).toEqual([{ checked: 'yes' }, { checked: 'yes' }])
  }
  await direct.disconnect()
})
