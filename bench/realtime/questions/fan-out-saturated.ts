import { saturated } from '../load/phase.ts'
import { Stage } from '../load/stage.ts'
import type { ServerKind } from '../load/server-process.ts'
import type { Question, Readings } from '../question.ts'

const subscribers = [100, 1_000]
const leastOfHocuspocus = [2.5, 1.1]
const window = 64

export const fanOutSaturated: Question = {
  name: 'fan-out-saturated',
  asks: 'One writes as fast as it can, many read: how many updates does the server deliver?',
  method: `One document, one writer that keeps ${window} updates under way: when one has arrived at all readers, it sends the next.`,
  contenders: ['crochet', 'hocuspocus', 'relay-send', 'relay-batch'],
  rows: subscribers.flatMap((count, index) => [
    {
      key: `delivered ${count}`,
      label: `delivered to ${count.toLocaleString('en')}`,
      unit: '/s',
      bars: [
        { against: 'hocuspocus', least: leastOfHocuspocus[index] ?? 1 },
        { against: 'relay-batch', least: 1.1 },
      ],
    },
    { key: `p99 ${count}`, label: `delivered to ${count.toLocaleString('en')}: latency, p99`, unit: 'ms' },
  ]),

  async measure(contender, session) {
    const stage = await Stage.open(session, contender as ServerKind, { rooms: 1, writersPerRoom: 1, ring: 1_024 })
    const readings: Readings = {}
    for (const count of subscribers) {
      await stage.fill(1 + count)
      const measured = await saturated(stage, { window, seconds: session.seconds(2.4) })
      readings[`delivered ${count}`] = measured.delivered / measured.seconds
      readings[`p99 ${count}`] = measured.p99
      readings[`generator ${count}`] = measured.generator
    }
    await stage.close()
    return readings
  },
}
