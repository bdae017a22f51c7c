import { pace } from '../load/pace.ts'
import { drained, phase, type Phase } from '../load/phase.ts'
import type { ServerKind } from '../load/server-process.ts'
import { Stage } from '../load/stage.ts'
import type { Question } from '../question.ts'

const documents = 200
const writers = 5
const perSecond = 2_000

export const mixed: Question = {
  name: 'mixed',
  asks: 'Two hundred documents with five writers each, a cursor with every letter: what does a delivered letter cost, and how late is it?',
  method: `${documents} documents, ${writers} clients each that write and read, ${perSecond.toLocaleString('en')} letters/s in all, each followed by a cursor (awareness). Server processor time for both, divided by letters delivered; latency of letters.`,
  contenders: ['crochet', 'hocuspocus', 'relay-send'],
  rows: [
    {
      key: 'cpu',
      label: 'processor time per delivery',
      unit: 'µs',
      bars: [{ against: 'hocuspocus', most: 0.35 }],
    },
    { key: 'p50', label: 'latency, p50', unit: 'ms' },
    { key: 'p99', label: 'latency, p99', unit: 'ms', bars: [{ most: 10 }] },
  ],

  async measure(contender, session) {
    const plan = { rooms: documents, writersPerRoom: writers, ring: 256 }
    const stage = await Stage.open(session, contender as ServerKind, plan)
    await stage.fill(writers)
    const run = (seconds: number) => (): Promise<Phase> =>
      phase(stage.server, stage.meter, async () => {
        await pace({ writers: documents * writers, perSecond, seconds }, (writer) =>
          stage.rooms[writer % documents]?.typeWithCursor(Math.floor(writer / documents)),
        )
        await drained(stage.rooms)
      })
    await run(1)()
    const measured = await run(session.seconds(3))()
    await stage.close()
    return {
      cpu: (measured.cpu / measured.delivered) * 1e6,
      p50: measured.p50,
      p99: measured.p99,
      generator: measured.generator,
    }
  },
}
