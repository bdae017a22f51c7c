import { drained, phase } from '../load/phase.ts'
import { pace } from '../load/pace.ts'
import { Stage } from '../load/stage.ts'
import type { ServerKind } from '../load/server-process.ts'
import type { Question, Readings, Row } from '../question.ts'

const subscribers = [100, 500, 1_000]
const rates = [50, 500]
/** Milliseconds. Who is later than this with fewer subscribers is not tried with more. */
const tooLate = 1_000
/** Of Hocuspocus' processor time. */
const mostCpu = new Map([
  [100, 0.75],
  [1_000, 0.85],
])

export const fanOutSteady: Question = {
  name: 'fan-out-steady',
  asks: 'One writes at a fixed rate, many read: what does a delivered update cost the server, and how long does it take?',
  method:
    'One document, one writer, a letter in each update. Server processor time from the first update to the arrival of the last, divided by deliveries. Who has a p99 above a second with fewer readers is not tried with more.',
  contenders: ['crochet', 'hocuspocus', 'relay-send', 'relay-batch'],
  rows: subscribers.flatMap((count) => rates.flatMap((rate) => rowsOf(count, rate))),

  async measure(contender, session) {
    const stage = await Stage.open(session, contender as ServerKind, { rooms: 1, writersPerRoom: 1, ring: 16_384 })
    const write = (perSecond: number, seconds: number) => async (): Promise<void> => {
      await pace({ writers: 1, perSecond, seconds }, () => stage.rooms[0]?.type(0))
      await drained(stage.rooms)
    }
    const readings: Readings = {}
    for (const [index, count] of subscribers.entries()) {
      await stage.fill(1 + count)
      await write(500, index === 0 ? 1 : 0.3)()
      for (const rate of rates) {
        if ((readings[`p99 ${subscribers[index - 1]} ${rate}`] ?? 0) > tooLate) continue
        const seconds = session.seconds(rate === 50 ? 2.4 : 1.6)
        const measured = await phase(stage.server, stage.meter, write(rate, seconds))
        readings[`cpu ${count} ${rate}`] = (measured.cpu / measured.delivered) * 1e6
        readings[`p50 ${count} ${rate}`] = measured.p50
        readings[`p99 ${count} ${rate}`] = measured.p99
        readings[`generator ${count} ${rate}`] = measured.generator
      }
    }
    await stage.close()
    return readings
  },
}

function rowsOf(count: number, rate: number): Row[] {
  const most = mostCpu.get(count)
  const label = `${rate}/s to ${count.toLocaleString('en')}`
  return [
    {
      key: `cpu ${count} ${rate}`,
      label: `${label}: processor time per delivery`,
      unit: 'µs',
      ...(most === undefined ? {} : { bars: [{ against: 'hocuspocus', most }] }),
    },
    { key: `p50 ${count} ${rate}`, label: `${label}: latency, p50`, unit: 'ms' },
    {
      key: `p99 ${count} ${rate}`,
      label: `${label}: latency, p99`,
      unit: 'ms',
      bars: [{ against: 'hocuspocus', most: 1 }],
    },
  ]
}
