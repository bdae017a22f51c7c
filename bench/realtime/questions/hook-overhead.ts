import { median, paired } from '../../statistics.ts'
import { pace } from '../load/pace.ts'
import { drained, phase } from '../load/phase.ts'
import type { ServerKind } from '../load/server-process.ts'
import { Stage } from '../load/stage.ts'
import type { Question } from '../question.ts'

const documents = 100
/** Updates that a writer sends in one write: what an update costs without handlers falls, so what they add is seen better. */
const burst = 10
const perSecond = 8_000
const handlers = 5
const seconds = 0.8

export const hookOverhead: Question = {
  name: 'hook-overhead',
  asks: 'Five handlers that do nothing on onChange and on beforeHandleMessage: what do they add to the cost of an update?',
  method: `${documents} documents, a writer and a reader each, ${perSecond.toLocaleString('en')} updates/s in all, of which a writer sends ${burst} at once. Two servers of the kind, one with ${handlers} extensions of two asynchronous handlers and one without, under load in turns; the median of the differences. Handlers count their calls.`,
  contenders: ['crochet', 'hocuspocus'],
  rows: [
    { key: 'without', label: 'processor time per update, no handlers', unit: 'µs' },
    { key: 'with', label: `processor time per update, ${handlers} and ${handlers} handlers`, unit: 'µs' },
    { key: 'added', label: 'added', unit: 'µs', bars: [{ against: 'hocuspocus', most: 0.3 }] },
    { key: 'calls', label: 'handlers called per update', unit: '' },
  ],

  async measure(contender, session) {
    const open = async (count: number): Promise<Stage> => {
      const plan = { rooms: documents, writersPerRoom: 1, ring: 1_024, server: { handlers: count } }
      const stage = await Stage.open(session, contender as ServerKind, plan)
      await stage.fill(2)
      return stage
    }
    const [idle, handling] = [await open(0), await open(handlers)]
    for (let turn = 0; turn < 2; turn++) for (const stage of [idle, handling]) await update(stage)
    const readings = { without: [] as number[], with: [] as number[] }
    let calls = 0
    for (let turn = 0; turn < (session.quick ? 4 : 16); turn++) {
      // Whoever is first in one turn is second in the next.
      if (turn % 2 === 0) readings.without.push((await update(idle)).cost)
      const handled = await update(handling)
      readings.with.push(handled.cost)
      calls = handled.calls
      if (turn % 2 === 1) readings.without.push((await update(idle)).cost)
    }
    await idle.close()
    await handling.close()
    return {
      without: median(readings.without),
      with: median(readings.with),
      added: median(paired(readings.with, readings.without, (a, b) => a - b)),
      calls,
    }
  },
}

/** @returns microseconds of the server's processor time, and calls of handlers, per update */
async function update({ server, meter, rooms }: Stage): Promise<{ cost: number; calls: number }> {
  const { cpu, sent, calls } = await phase(server, meter, async () => {
    const load = { writers: documents, perSecond: perSecond / burst, seconds }
    await pace(load, (room) => rooms[room]?.type(0, burst))
    await drained(rooms)
  })
  return { cost: (cpu / sent) * 1e6, calls: calls / sent }
}
