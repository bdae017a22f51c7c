import { saturated } from '../load/phase.ts'
import type { ServerKind } from '../load/server-process.ts'
import { Stage } from '../load/stage.ts'
import type { Question } from '../question.ts'

const writers = 100
const window = 4

export const manyWriters: Question = {
  name: 'many-writers',
  asks: 'A hundred people write in one document as fast as they can: how many updates does the server deliver?',
  method: `One document, ${writers} clients that all write and read. Each keeps ${window} updates under way: when one has arrived at all others, it sends the next.`,
  contenders: ['crochet', 'hocuspocus', 'relay-send', 'relay-batch'],
  rows: [
    { key: 'delivered', label: 'delivered', unit: '/s', bars: [{ against: 'hocuspocus', least: 3 }] },
    { key: 'p99', label: 'latency, p99', unit: 'ms' },
  ],

  async measure(contender, session) {
    const plan = { rooms: 1, writersPerRoom: writers, ring: 256 }
    const stage = await Stage.open(session, contender as ServerKind, plan)
    await stage.fill(writers)
    const measured = await saturated(stage, { window, seconds: session.seconds(3) })
    await stage.close()
    return { delivered: measured.delivered / measured.seconds, p99: measured.p99, generator: measured.generator }
  },
}
