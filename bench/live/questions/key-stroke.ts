import { setTimeout as pause } from 'node:timers/promises'
import * as Y from 'yjs'
import { Client } from '../../realtime/load/client.ts'
import { Histogram } from '../../realtime/load/histogram.ts'
import { letterUpdate } from '../../realtime/wire/letter.ts'
import type { Question } from '../../question.ts'
import { startServer } from '../server-process.ts'

const clients = 200
/** Key strokes in a second: some fast writers. */
const perSecond = 50
const writer = 1_600_000_000

export const keyStroke: Question = {
  name: 'key-stroke',
  asks: `How long does a key stroke take to the screens of ${clients - 1} others who have the document open?`,
  method: `One document of ${clients} clients, with a rich text of 100 kB beside the text they write in, ${perSecond} letters in a second; from the moment a letter is written to the socket to the moment its frame is read at each of the others. Meanwhile the document is stored every second (by default: every ten), which is checked. Every letter must arrive at everybody.`,
  contenders: ['crochet'],
  rows: [
    { key: 'p50', label: 'latency, p50', unit: 'ms', bars: [{ most: 5 }] },
    { key: 'p99', label: 'latency, p99', unit: 'ms', bars: [{ most: 30 }] },
  ],

  async measure(_contender, session) {
    using server = await startServer(session, { maxDebounce: 1_000 })
    const { port, document } = server
    const latencies = new Histogram()
    const sentAt: number[] = []
    const next = new Uint32Array(clients)
    let arrived = 0
    const join = (index: number): Promise<Client> =>
      Client.join({
        port,
        document,
        dialect: 'hocuspocus',
        index,
        events: {
          update(reader) {
            if (index === 0) return
            const update = reader.bytes.subarray(reader.at, reader.end)
            const [letters, clock] = lettersIn(update)
            for (let n = clock; n < clock + letters; n++) {
              if (next[index] !== n) throw new Error(`letter ${n} came, not ${next[index]}`)
              next[index]++
              arrived++
              if (n >= perSecond) latencies.record(performance.now() - (sentAt[n] ?? 0))
            }
          },
        },
      })
    const all = await Promise.all(Array.from({ length: clients }, (_, index) => join(index)))
    const total = perSecond * Math.ceil(session.seconds(8))
    const start = performance.now()
    for (let letter = 0; letter < total; letter++) {
      await pause(Math.max(0, start + (letter * 1_000) / perSecond - performance.now()))
      const frame = all[0]?.updateFrame(letterUpdate(writer, letter))
      sentAt.push(performance.now())
      if (frame !== undefined) all[0]?.write(frame)
    }
    const until = performance.now() + 5_000
    while (arrived < total * (clients - 1) && performance.now() < until) await pause(10)
    if (arrived !== total * (clients - 1)) throw new Error(`${arrived} of ${total * (clients - 1)} letters arrived`)
    const stores = await server.stores()
    if (stores < total / perSecond - 2) throw new Error(`the document was stored ${stores} times only`)
    for (const client of all) client.leave()
    return { p50: latencies.quantile(0.5), p99: latencies.quantile(0.99) }
  },
}

let last: { readonly bytes: Buffer; readonly letters: [number, number] } | undefined

/** How many letters of the writer an update brings, and the number of the first. All clients are sent the same bytes: they are read once. */
function lettersIn(update: Uint8Array): [number, number] {
  if (last?.bytes.equals(update) === true) return last.letters
  const structs = Y.decodeUpdate(update).structs.filter(({ id }) => id.client === writer)
  const letters = structs.reduce((sum, { length }) => sum + length, 0)
  last = { bytes: Buffer.from(update), letters: [letters, structs[0]?.id.clock ?? 0] }
  return last.letters
}
