import { mkdtempDisposable } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { type LiveText, openLiveText } from './live-text.ts'
import { type Newsroom, startNewsroom } from './newsroom-process.ts'
import { type Random, seededRandom } from './random.ts'
import { restOf } from './rest.ts'

const rounds = 5
const dataFolder = () => mkdtempDisposable(join(tmpdir(), 'newsroom-'))

test('SIGKILL right after an acknowledged edit: it is there after the restart', { timeout: 180_000 }, async () => {
  await using data = await dataFolder()
  const written: string[] = []
  for (let round = 0; round < rounds; round++) {
    await using newsroom = await startNewsroom({ dataDir: data.path })
    using writer = openLiveText(newsroom)
    await writer.loaded()
    expect(missing(written, writer)).toEqual([])

    const word = `edit-${round}`
    writer.text.insert(writer.text.length, ` ${word} `)
    await writer.saved()
    const ended = newsroom.kill('SIGKILL')
    written.push(word)
    await ended
  }
  await using newsroom = await startNewsroom({ dataDir: data.path })
  using reader = openLiveText(newsroom)
  await reader.loaded()
  expect(missing(written, reader)).toEqual([])
})

test(
  'SIGKILL while two people type: every acknowledged word is there after the restart',
  { timeout: 180_000 },
  async () => {
    const random = seededRandom()
    console.log(`random moments from CROCHET_SEED=${random.seed}`)
    await using data = await dataFolder()
    const acknowledged: string[] = []
    for (let round = 0; round < rounds; round++) {
      await using newsroom = await startNewsroom({ dataDir: data.path })
      using reader = openLiveText(newsroom)
      await reader.loaded()
      expect(missing(acknowledged, reader)).toEqual([])
      acknowledged.push(...(await typeUntilKilled(newsroom, random, round)))
    }
    await using newsroom = await startNewsroom({ dataDir: data.path })
    using reader = openLiveText(newsroom)
    await reader.loaded()
    expect(missing(acknowledged, reader)).toEqual([])
    expect(acknowledged.length).toBeGreaterThan(rounds)
  },
)

test('SIGKILL right after a REST answer of 2xx: the post is there after the restart', { timeout: 60_000 }, async () => {
  await using data = await dataFolder()
  let id: string
  {
    await using newsroom = await startNewsroom({ dataDir: data.path })
    const { body } = await restOf(newsroom.url, null)('POST', 'posts', { title: 'Stop press' })
    const ended = newsroom.kill('SIGKILL')
    id = String(body.doc?.['id'])
    await ended
  }
  await using newsroom = await startNewsroom({ dataDir: data.path })
  expect(await restOf(newsroom.url, null)('GET', `posts/${id}`)).toMatchObject({
    status: 200,
    body: { slug: 'stop-press' },
  })
})

/** Two people type until the server is killed at a random moment. @returns the words that were acknowledged before */
async function typeUntilKilled(newsroom: Newsroom, random: Random, round: number): Promise<string[]> {
  using one = openLiveText(newsroom)
  using other = openLiveText(newsroom)
  await Promise.all([one.saved(), other.saved()])
  const fatalWord = random.between(3, 60)
  const turns = random.between(0, 30)

  const typing = [one, other].map((writer, index) => {
    const typed: string[] = []
    let acknowledged = 0
    const type = (): void => {
      const word = `r${round}w${index}n${typed.length}`
      typed.push(word)
      writer.text.insert(writer.text.length, ` ${word} `)
    }
    writer.provider.on('unsyncedChanges', ({ number }: { number: number }) => {
      // The server acknowledges in order, so the words that are still counted are the last ones.
      const before = acknowledged
      acknowledged = Math.max(acknowledged, typed.length - number)
      if (acknowledged > before) queueMicrotask(type)
      if (index === 0 && before < fatalWord && acknowledged >= fatalWord) killAfter(turns)
    })
    const inFlight = random.between(1, 8)
    return { start: () => Array.from({ length: inFlight }, type), words: () => typed.slice(0, acknowledged) }
  })
  const killAfter = (left: number): void => {
    if (left === 0) process.kill(newsroom.pid, 'SIGKILL')
    else setImmediate(() => killAfter(left - 1))
  }
  // What the server has sent before it died still arrives, and counts: it said so.
  const lost = Promise.all([one.lost(), other.lost()])
  typing.forEach(({ start }) => start())
  await Promise.all([lost, newsroom.ended()])
  return typing.flatMap(({ words }) => words())
}

/** @returns the words that are not in the text */
function missing(words: string[], { text }: LiveText): string[] {
  const present = new Set(text.toString().split(/\s+/))
  return words.filter((word) => !present.has(word))
}
