import { pace } from '../load/pace.ts'
import { drained, phase, saturated } from '../load/phase.ts'
import type { ServerKind } from '../load/server-process.ts'
import { Stage } from '../load/stage.ts'
import type { Question } from '../question.ts'

const documents = 1_000
const perSecond = 5
const window = 1

export const manyDocuments: Question = {
  name: 'many-documents',
  asks: 'A thousand documents with two clients each, of which one writes: how many updates, at what cost, how late?',
  method: `${documents.toLocaleString('en')} documents, a writer and a reader each. Saturated: ${window} update under way in each document. Then at ${perSecond} updates/s in each.`,
  contenders: ['crochet', 'hocuspocus', 'relay-send'],
  rows: [
    {
      key: 'saturated',
      label: 'saturated: delivered',
      unit: '/s',
      bars: [
        { against: 'hocuspocus', least: 3 },
        { against: 'relay-send', least: 0.6 },
      ],
    },
    { key: 'saturated p99', label: 'saturated: latency, p99', unit: 'ms' },
    { key: 'cpu', label: `${perSecond}/s each: processor time per update`, unit: 'µs' },
    { key: 'p50', label: `${perSecond}/s each: latency, p50`, unit: 'ms' },
    { key: 'p99', label: `${perSecond}/s each: latency, p99`, unit: 'ms', bars: [{ most: 20 }] },
  ],

  async measure(contender, session) {
    const plan = { rooms: documents, writersPerRoom: 1, ring: 256 }
    const stage = await Stage.open(session, contender as ServerKind, plan)
    await stage.fill(2)
    const full = await saturated(stage, { window, seconds: session.seconds(2.5) })
    const steady = await phase(stage.server, stage.meter, async () => {
      const load = { writers: documents, perSecond: perSecond * documents, seconds: session.seconds(3) }
      await pace(load, (room) => stage.rooms[room]?.type(0))
      await drained(stage.rooms)
    })
    await stage.close()
    return {
      saturated: full.delivered / full.seconds,
      'saturated p99': full.p99,
      'saturated generator': full.generator,
      cpu: (steady.cpu / steady.sent) * 1e6,
      p50: steady.p50,
      p99: steady.p99,
      generator: steady.generator,
    }
  },
}
