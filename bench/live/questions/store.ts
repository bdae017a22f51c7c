import type { CollectionConfig } from '@crochet/content'
import { setTimeout as pause } from 'node:timers/promises'
import type * as Y from 'yjs'
import { median } from '../../statistics.ts'
import type { Question } from '../../question.ts'
import { longBody, openLive, pages } from '../open-live.ts'

const handlers = 10
const points = ['beforeOperation', 'beforeValidate', 'beforeChange', 'afterChange', 'afterOperation'] as const

export const store: Question = {
  name: 'store',
  asks: `What does it cost the main thread to store a rich-text document of 100 kB, with ${handlers} hooks?`,
  method: `A document of 500 paragraphs of 200 letters; an edit of one paragraph, then a store: reading the Y.Doc, the update operation with ${handlers} asynchronous handlers that do nothing, and what comes back; from asking for the store to its end. The bar is for the time that the main thread computes, its share of garbage collection included; beside it what all threads together compute (V8 compiles and collects garbage in others), and how long it takes until the document is stored, waiting for the disk included.`,
  contenders: ['crochet'],
  rows: [
    { key: 'thread', label: 'main thread, median', unit: 'ms', bars: [{ most: 15 }] },
    { key: 'process', label: 'all threads, median', unit: 'ms' },
    { key: 'wall', label: 'until it is stored, median', unit: 'ms' },
  ],

  async measure(_contender, session) {
    const each = handlers / points.length
    const idle = points.map((point) => [point, Array.from({ length: each }, () => async () => undefined)])
    const collection: CollectionConfig = { ...pages, hooks: Object.fromEntries(idle) }
    await using opened = await openLive(await session.scratch(), [collection])
    const { content, server } = opened
    const { id } = await content.create({ collection: 'pages', data: { title: 'Long', body: longBody() } })
    const { hocuspocus } = server
    const direct = await hocuspocus.openDirectConnection(`pages/${id}`)
    const times: Record<string, number[]> = { thread: [], process: [], wall: [] }
    for (let turn = 0; turn < (session.quick ? 20 : 60); turn++) {
      await direct.transact((doc) => {
        const text = (doc.getXmlFragment('body').get(turn * 7) as Y.XmlElement).get(0) as Y.XmlText
        text.insert(0, `edit ${turn} `)
      })
      await pause(5)
      const document = server.documents.get(`pages/${id}`)
      if (document === undefined) throw new Error('the document is not open')
      const elapsed = stopwatches()
      await hocuspocus.storeDocumentHooks(document, {} as never, true)
      if (turn >= 5) for (const [key, time] of Object.entries(elapsed())) times[key]?.push(time)
      const stored = JSON.stringify(await content.findByID({ collection: 'pages', id, overrideAccess: true }))
      if (!stored.includes(`edit ${turn} `)) throw new Error('the edit was not stored')
    }
    await direct.disconnect()
    return Object.fromEntries(Object.entries(times).map(([key, all]) => [key, median(all)]))
  },
}

/** @returns what tells the milliseconds that have passed since, each in its way */
function stopwatches(): () => Record<string, number> {
  const [thread, all] = [process.threadCpuUsage(), process.cpuUsage()]
  const wall = performance.now()
  const sum = ({ user, system }: NodeJS.CpuUsage): number => (user + system) / 1_000
  return () => ({
    thread: sum(process.threadCpuUsage(thread)),
    process: sum(process.cpuUsage(all)),
    wall: performance.now() - wall,
  })
}
