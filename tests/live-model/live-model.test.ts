import { expect, test } from 'vitest'
import { misplaced } from '../crash/rewrite.ts'
import { campaign, tell } from './campaign.ts'
import { editsOf, plants } from './plants.ts'

/** `CROCHET_HISTORIES` and `CROCHET_SEED` make a longer run, or repeat one. */
const histories = Number(process.env['CROCHET_HISTORIES'] ?? 200)
const seed = Number(process.env['CROCHET_SEED'] ?? Math.floor(Math.random() * 2 ** 30))

test(
  `${histories} histories: clients, REST, GraphQL and what is stored agree, and no accepted word is lost`,
  { timeout: 600_000 },
  async () => {
    const failure = await campaign({ seed, histories, say: () => undefined })
    expect(failure === undefined ? 'all agree' : tell(failure)).toBe('all agree')
  },
)

test('every planted fault has its place in the source', () => {
  expect(misplaced(plants.flatMap(editsOf))).toEqual([])
})
