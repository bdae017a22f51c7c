import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import * as Y from 'yjs'
import { read, shapeOfCollection, writeBack, type Reading } from '../src/index.ts'
import { FragmentMemory } from '../src/rich-text/fragment-memory.ts'
import { documents, richText, shape as everything } from './every-field.ts'
import { openDoc } from './documents.ts'
import { editRichText, richTextEdit } from './rich-text-edits.ts'

const pages = shapeOfCollection({ slug: 'pages', live: true, fields: [{ name: 'body', type: 'richText' }] })
/** Yjs puts other characters in the place of a pair that is torn, even if nothing else is done there, and tells nobody. */
const body = richText.map((value) => JSON.parse(JSON.stringify(value).replaceAll('🦊', 'fox')) as object | null)
const step = fc.oneof(
  { weight: 8, arbitrary: fc.record({ by: fc.constantFrom('server', 'client'), edit: richTextEdit }) },
  { weight: 2, arbitrary: fc.constantFrom('exchange', 'undo', 'redo') },
  { weight: 1, arbitrary: fc.record({ to: body }) },
)
const seeds = process.env['READ_MEMORY_RUNS'] === undefined ? 200 : Number(process.env['READ_MEMORY_RUNS'])

describe('what is remembered of rich text', () => {
  test('is what a reading without memory gives, whoever has edited it, and however', () => {
    fc.assert(
      fc.property(body, fc.array(step, { maxLength: 40 }), (stored, steps) => {
        const doc = openDoc({ body: stored }, pages)
        const client = openDoc({ body: stored }, pages)
        const undo = new Y.UndoManager(client.getXmlFragment('body'), { captureTimeout: 0 })
        const memory = new FragmentMemory()
        const isRight = (): void => expect(read(pages, doc, memory)).toEqual(read(pages, doc))
        isRight()
        for (const each of steps) {
          if (each === 'exchange') {
            Y.applyUpdate(client, Y.encodeStateAsUpdate(doc, Y.encodeStateVector(client)))
            Y.applyUpdate(doc, Y.encodeStateAsUpdate(client, Y.encodeStateVector(doc)))
          } else if (typeof each === 'string') undo[each]()
          else if ('to' in each) {
            const from = read(pages, doc, memory).values
            doc.transact(() => writeBack(pages, doc, { from, to: { body: each.to } }))
          } else editRichText((each.by === 'server' ? doc : client).getXmlFragment('body'), each.edit)
          isRight()
        }
      }),
      { numRuns: seeds },
    )
  })

  test('is right in the middle of a transaction, too', () => {
    fc.assert(
      fc.property(body, fc.array(richTextEdit, { maxLength: 10 }), (stored, edits) => {
        const doc = openDoc({ body: stored }, pages)
        const memory = new FragmentMemory()
        doc.transact(() => {
          for (const edit of edits) {
            editRichText(doc.getXmlFragment('body'), edit)
            expect(read(pages, doc, memory)).toEqual(read(pages, doc))
          }
        })
      }),
    )
  })

  test('is the same object, but for what has changed and what that is in', () => {
    const paragraph = (text: string): object => ({ type: 'paragraph', content: [{ type: 'text', text }] })
    const list = { type: 'list', content: [{ type: 'item', content: [paragraph('a'), paragraph('b')] }] }
    const doc = openDoc({ body: { type: 'doc', content: [paragraph('first'), list, paragraph('last')] } }, pages)
    const memory = new FragmentMemory()
    const bodyNow = ({ values }: Reading): Nodes => values['body'] as Nodes
    const before = bodyNow(read(pages, doc, memory))
    expect(bodyNow(read(pages, doc, memory))).toBe(before)
    const item = (doc.getXmlFragment('body').get(1) as Y.XmlElement).get(0) as Y.XmlElement
    ;((item.get(1) as Y.XmlElement).get(0) as Y.XmlText).insert(0, 'edited ')
    const after = bodyNow(read(pages, doc, memory))
    expect(after).not.toBe(before)
    expect([after.content[0], after.content[2]]).toEqual([before.content[0], before.content[2]])
    expect(after.content[0]).toBe(before.content[0])
    expect(after.content[1]).not.toBe(before.content[1])
    expect(after.content[1]?.content[0]?.content[0]).toBe(before.content[1]?.content[0]?.content[0])
    expect(after.content[1]?.content[0]?.content[1]).toEqual(paragraph('edited b'))
  })

  test('holds for rich text in groups and rows', () => {
    fc.assert(
      fc.property(documents, documents, documents, (one, two, three) => {
        const doc = openDoc(one)
        const memory = new FragmentMemory()
        let from = one as Record<string, unknown>
        for (const to of [two, three, one]) {
          expect(read(everything, doc, memory)).toEqual(read(everything, doc))
          doc.transact(() => writeBack(everything, doc, { from, to }))
          from = to
        }
        expect(read(everything, doc, memory)).toEqual(read(everything, doc))
      }),
      { numRuns: 50 },
    )
  })
})

interface Nodes {
  readonly content: readonly Nodes[]
}
