import { statfs } from 'node:fs/promises'
import { join } from 'node:path'
import { pace } from '../load/pace.ts'
import { drained } from '../load/phase.ts'
import { Stage } from '../load/stage.ts'
import type { Question } from '../question.ts'
import { syncTime } from '../load/sync-time.ts'

const clients = 200
const perSecond = 10_000
const checked = 20
const tmpfs = 0x01021994

export const acknowledgement: Question = {
  name: 'acknowledgement',
  asks: 'Two hundred clients write ten thousand updates per second: when is an update acknowledged, that is, on disk?',
  method: `${clients} documents with one client each, ${perSecond.toLocaleString('en')} updates/s in all; from sending an update to its sync status. At the end the server is killed and started again on the same journal, and ${checked} documents are checked for all that was acknowledged. Hocuspocus acknowledges before it stores, so it is no peer here.`,
  contenders: ['crochet'],
  rows: [
    { key: 'acknowledged', label: 'acknowledged', unit: '/s' },
    { key: 'p50', label: 'time to acknowledgement, p50', unit: 'ms' },
    { key: 'p99', label: 'time to acknowledgement, p99', unit: 'ms', bars: [{ most: 30 }] },
    { key: 'sync', label: 'for comparison: appending 4 kB to a file and syncing it, median', unit: 'ms' },
  ],

  async measure(_contender, session) {
    const folder = await session.scratch()
    if ((await statfs(folder)).type === tmpfs)
      console.error('The journal lies in memory (tmpfs): syncing costs nothing here.')
    const sync = await syncTime(join(folder, 'sync'))
    const server = { journal: join(folder, 'journal.db') }
    const stage = await Stage.open(session, 'crochet', { rooms: clients, writersPerRoom: 1, ring: 16_384, server })
    const { meter, rooms } = stage
    await stage.fill(1)
    const write = async (seconds: number): Promise<void> => {
      await pace({ writers: clients, perSecond, seconds }, (room) => rooms[room]?.type(0))
      await drained(rooms)
    }
    await write(1)
    meter.clear()
    const start = performance.now()
    await write(session.seconds(4))
    const acknowledged = meter.sent / ((performance.now() - start) / 1000)
    for (const room of rooms) room.leave()
    await stage.server.kill()
    const again = await session.start('crochet', server)
    for (const room of rooms.slice(0, checked)) await stage.check(room, again)
    const { acknowledgement: times } = meter
    return { acknowledged, p50: times.quantile(0.5), p99: times.quantile(0.99), sync }
  },
}
