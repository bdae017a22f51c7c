import * as Y from 'yjs'
import { homeOf, plain, rowsOf, typeInto, type Editing, type Spot } from './client-edits.ts'
import { wordsIn } from './words.ts'

export type ClosedEdit = 'judge' | 'unjudge' | 'rank' | 'judgeAndType' | 'stampedRow'

/** Somebody who edits what only editors may. */
interface Reaching extends Editing {
  /** Whether they are one, as far as anybody knows. */
  readonly may: boolean
}

/** What has come of it. */
interface Reached {
  /** Words in closed places. */
  readonly closed: readonly string[]
  /** Words in others, written at the same moment. */
  readonly beside?: readonly string[]
  /** What a document says that has been written to by somebody who may not. */
  readonly sign?: string
}

function closedSpots(doc: Y.Doc): Spot[] {
  const stamps = rowsOf(doc, 'items').map((row) => ({ home: homeOf('items', row), text: row.get('stamp') }))
  return [{ home: 'verdict', text: doc.getText('verdict') }, ...stamps].filter(
    (spot): spot is Spot => spot.text instanceof Y.Text,
  )
}

/** Edits of fields that only editors may update. */
export const closedEdits: Readonly<Record<ClosedEdit, (reaching: Reaching) => Reached>> = {
  judge({ doc, random, words, by }) {
    return { closed: [typeInto(random.pick(closedSpots(doc)), { random, words, by })] }
  },

  unjudge({ doc, random, words, may }) {
    const there = closedSpots(doc).flatMap(({ text }) => wordsIn(plain(text)).map((word) => ({ text, ...word })))
    if (there.length === 0) return { closed: [] }
    const { text, at, word } = random.pick(there)
    if (may) words.remove(word)
    text.delete(at, word.length)
    return { closed: [] }
  },

  rank({ doc, random, may }) {
    // No two people who may not write the same one by chance.
    const rank = may ? random.between(0, 999) : random.between(1_000_000_000, 1_999_999_999)
    doc.getMap('fields').set('rank', rank)
    return { closed: [], sign: `"rank":${rank}` }
  },

  /** In one transaction. */
  judgeAndType({ doc, random, words, by }) {
    return doc.transact(() => {
      const closed = typeInto(random.pick(closedSpots(doc)), { random, words, by })
      const beside = typeInto({ home: 'loose', text: doc.getText('loose') }, { random, words, by })
      return { closed: [closed], beside: [beside] }
    })
  },

  stampedRow({ doc, random, words, by, may }) {
    const rows = rowsOf(doc, 'items')
    const id = `${by}-${random.between(0, 1e9)}`
    const [closed, beside] = [words.make(by, `items/${id}`), words.make(by, `items/${id}`)]
    // What is written into a row that is refused goes with it.
    if (!may) words.removeHome(`items/${id}`)
    const texts = { label: new Y.Text(`${beside} `), stamp: new Y.Text(`${closed} `) }
    rows.insert(random.between(0, rows.length), [new Y.Map<unknown>(Object.entries({ id, ...texts }))])
    return { closed: [closed], beside: [beside] }
  },
}

/** What is removed is missed by the words alone, so that is done more often. */
export const closedEditNames: readonly ClosedEdit[] = [...(Object.keys(closedEdits) as ClosedEdit[]), 'unjudge']

export const isClosedEdit = (name: string): name is ClosedEdit => name in closedEdits
