import type { Content } from '@crochet/content'
import * as fc from 'fast-check'

export const password = 'correct horse battery'

/** Gives whole numbers below `limit`, the same ones for the same seed. */
export type Random = (limit: number) => number

export function randomOf(seed: number): Random {
  const generator = fc.sample(fc.infiniteStream(fc.nat({ max: 2 ** 30 })), { seed, numRuns: 1 })[0]
  return (limit) => (generator?.next().value ?? 0) % limit
}

const words = ['x', 'y', 'z', '']
const isShown = (number: number): boolean => number % 3 !== 2
const ownerOf = (number: number): string => (number % 2 === 0 ? 'ada' : 'bob')

/**
 * Fills a database.
 *
 * @param shared the same for both worlds: what callers may see
 * @param own of this world alone: what nobody may see
 */
export async function fillWorld(content: Content, { shared, own }: { shared: Random; own: Random }): Promise<void> {
  const make = (collection: string, data: Record<string, unknown>): Promise<unknown> =>
    content.create({ collection, data, depth: 0 })
  const word = (random: Random): string => words[random(words.length)] ?? ''
  const wide = (random: Random): string => `${word(random)}${random(1e9)}`

  for (const id of ['ada', 'bob']) await make('users', { id, name: id, email: `${id}@example.org`, password })
  for (let number = 0; number < 4; number++) {
    const open = number < 2
    const name = open ? word(shared) : word(own)
    await make('teams', { id: `team-${number}`, name, open, budget: own(4) })
    await make('diaries', { id: `diary-${number}`, text: word(own) })
    await make('tags', { id: `tag-${number}`, name: word(shared) })
  }
  // There in one world only, or in none, or in both.
  for (let number = 0; number < 3; number++) {
    if (own(2) === 0) await make('teams', { id: `ghost-${number}`, name: wide(own), open: false, budget: own(4) })
    if (own(2) === 0) await make('diaries', { id: `ghost-${number}`, text: wide(own) })
  }
  const tags = (random: Random): string[] => [0, 1, 2, 3].filter(() => random(2) === 0).map((tag) => `tag-${tag}`)
  for (let number = 0; number < 12; number++) {
    const visible = isShown(number)
    const seen = visible ? shared : own
    await make('posts', {
      id: `post-${number}`,
      title: word(seen),
      // Whether a value is taken can be found out by anybody who may create: so those of both worlds are the same.
      slug: `taken-${number}`,
      views: seen(4),
      published: visible && number % 4 !== 3,
      owner: visible ? ownerOf(number) : 'carl',
      secret: word(own),
      price: visible && ownerOf(number) === 'bob' ? shared(4) : own(4),
      concealed: word(own),
      // Hashing takes its time, so that few must do.
      word: number < 2 ? `password ${wide(own)}` : null,
      meta: { open: word(seen), inner: word(own) },
      items: [0, 1].slice(seen(3)).map((row) => ({ id: `row-${row}`, label: word(seen), margin: own(4) })),
      content: [0, 1]
        .slice(seen(3))
        .map((row) => ({ id: `block-${row}`, blockType: 'quote', text: word(seen), source: word(own) })),
      team: `team-${seen(4)}`,
      diary: `diary-${seen(4)}`,
      tags: tags(seen),
      about: seen(2) === 0 ? { relationTo: 'teams', value: `team-${seen(4)}` } : null,
    })
  }
  for (let number = 0; number < 6; number++) {
    if (own(2) === 0) continue
    const id = `ghost-${number}`
    const more = { secret: word(own), tags: tags(own), team: `team-${own(4)}`, views: own(4) }
    await make('posts', { id, title: word(own), slug: `${id}-${wide(own)}`, owner: 'carl', published: false, ...more })
  }
  await content.updateGlobal({ slug: 'settings', data: { name: word(shared), token: wide(own) } })
}
