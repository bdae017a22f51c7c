import { setTimeout as pause } from 'node:timers/promises'
import { Client } from '../../realtime/load/client.ts'
import { median } from '../../statistics.ts'
import type { Question } from '../../question.ts'
import { startServer } from '../server-process.ts'

const clients = 10

export const patch: Question = {
  name: 'patch',
  asks: 'How long does a write through another door take to those who have the document open?',
  method: `A document with a rich text of 100 kB, open at ${clients} clients; the server is told to update a field through the update operation, as REST does; from there to the last client. The message to the server process is in it.`,
  contenders: ['crochet'],
  rows: [{ key: 'last', label: 'the last client has it, median', unit: 'ms', bars: [{ most: 20 }] }],

  async measure(_contender, session) {
    using server = await startServer(session)
    const { port, document } = server
    const seen = new Set<number>()
    let told: () => void = () => undefined
    const update = (index: number) => () => {
      seen.add(index)
      if (seen.size === clients) told()
    }
    await Promise.all(
      Array.from({ length: clients }, (_, index) =>
        Client.join({ port, document, dialect: 'hocuspocus', index, events: { update: update(index) } }),
      ),
    )
    const times: number[] = []
    for (let views = 1; views <= (session.quick ? 30 : 100); views++) {
      await pause(20)
      seen.clear()
      const arrived = new Promise<void>((resolve) => (told = resolve))
      const start = performance.now()
      server.tell({ views })
      await arrived
      times.push(performance.now() - start)
    }
    return { last: median(times) }
  },
}
