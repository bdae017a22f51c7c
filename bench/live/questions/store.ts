import type { CollectionConfig } from '@crochet/content'
import { setTimeout as pause } from 'node:timers/promises'
import type * as Y from 'yjs'
import { median } from '../../statistics.ts'
import type { Question } from '../../question.ts'
import { openLive, pages } from '../open-live.ts'

const handlers = 10
const points = ['beforeOperation', 'beforeValidate', 'beforeChange', 'afterChange', 'afterOperation'] as const

export const store: Question = {
  name: 'store',
  asks: `What does it cost the main thread to store a rich-text document of 100 kB, with ${handlers} hooks?`,
  method: `A document of 500 paragraphs of 200 letters; an edit of one paragraph, then a store: reading the Y.Doc, the update operation with ${handlers} asynchronous handlers that do nothing, and what comes back. Processor time of the whole process from asking for the store to its end (the main thread is the only one that works then).`,
  contenders: ['crochet'],
  rows: [{ key: 'cpu', label: 'processor time of a store, median', unit: 'ms', bars: [{ most: 15 }] }],

  async measure(_contender, session) {
    const each = handlers / points.length
    const idle = points.map((point) => [point, Array.from({ length: each }, () => async () => undefined)])
    const collection: CollectionConfig = { ...pages, hooks: Object.fromEntries(idle) }
    await using opened = await openLive(await session.scratch(), [collection])
    const { content, server } = opened
    const words = 'lorem ipsum dolor sit amet consectetur elit '.repeat(5).slice(0, 200)
    const paragraph = { type: 'paragraph', content: [{ type: 'text', text: words }] }
    const body = { type: 'doc', content: Array.from({ length: 500 }, () => paragraph) }
    const { id } = await content.create({ collection: 'pages', data: { title: 'Long', body } })
    const { hocuspocus } = server
    const direct = await hocuspocus.openDirectConnection(`pages/${id}`)
    const times: number[] = []
    for (let turn = 0; turn < (session.quick ? 20 : 60); turn++) {
      await direct.transact((doc) => {
        const text = (doc.getXmlFragment('body').get(turn * 7) as Y.XmlElement).get(0) as Y.XmlText
        text.insert(0, `edit ${turn} `)
      })
      await pause(5)
      const document = server.documents.get(`pages/${id}`)
      if (document === undefined) throw new Error('the document is not open')
      const before = process.cpuUsage()
      await hocuspocus.storeDocumentHooks(document, {} as never, true)
      const { user, system } = process.cpuUsage(before)
      if (turn >= 5) times.push((user + system) / 1_000)
      const stored = JSON.stringify(await content.findByID({ collection: 'pages', id, overrideAccess: true }))
      if (!stored.includes(`edit ${turn} `)) throw new Error('the edit was not stored')
    }
    await direct.disconnect()
    return { cpu: median(times) }
  },
}
