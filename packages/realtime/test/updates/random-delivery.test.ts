import fc from 'fast-check'
import { expect, test } from 'vitest'
import * as Y from 'yjs'
import { documentOf, normalised } from './documents.ts'
import { contentOf, edit, Editor } from './editing.ts'
import { withSameMarks } from './formatting-marks.ts'
import { Twins } from './twins.ts'

const clients = [1, 200, 2 ** 31 + 5, 2 ** 53 - 1]
const who = fc.nat(clients.length - 1)
const is = <Type extends string>(type: Type) => fc.constant(type)

const steps = fc.array(
  fc.oneof(
    { weight: 8, arbitrary: fc.record({ type: is('edit'), who, edit }) },
    { weight: 6, arbitrary: fc.record({ type: is('send'), which: fc.nat() }) },
    {
      weight: 1,
      arbitrary: fc.record({ type: is('send merged'), which: fc.array(fc.nat(), { minLength: 2, maxLength: 4 }) }),
    },
    {
      weight: 1,
      arbitrary: fc.record({ type: is('send cut'), which: fc.nat(), clocks: fc.array(fc.nat(40), { maxLength: 4 }) }),
    },
    { weight: 1, arbitrary: fc.record({ type: is('send document'), who }) },
    { weight: 1, arbitrary: fc.record({ type: is('pull'), who }) },
    { weight: 1, arbitrary: fc.record({ type: is('compact') }) },
    { weight: 1, arbitrary: fc.record({ type: is('join') }) },
  ),
  { minLength: 1, maxLength: 60 },
)

test('whatever arrives in whatever order, bytes and Yjs have the same', () => {
  fc.assert(
    fc.property(steps, fc.boolean(), (all, gc) => {
      const editors = clients.map((client) => new Editor(client, gc))
      const twins = new Twins()
      const joined: Y.Doc[] = []
      const editor = (at: number): Editor => editors[at] ?? new Editor(at, gc)
      const sent = (at: number): Uint8Array => {
        const updates = editors.flatMap(({ updates }) => updates)
        return updates[at % Math.max(1, updates.length)] ?? Uint8Array.of(0, 0)
      }
      for (const step of all) {
        switch (step.type) {
          case 'edit':
            editor(step.who).make(step.edit)
            break
          case 'send':
            twins.deliver(sent(step.which))
            break
          case 'send merged':
            twins.deliver(Y.mergeUpdates(step.which.map(sent)))
            break
          case 'send cut': {
            const vector = new Map(clients.map((client, at) => [client, step.clocks[at] ?? 0]))
            const cut = Y.diffUpdate(sent(step.which), Y.encodeStateVector(vector as never))
            // Between the halves of a surrogate pair Yjs cuts neither: it puts other letters there, on both sides.
            if (!Buffer.from(cut).includes('\uFFFD')) twins.deliver(cut)
            break
          }
          case 'send document':
            twins.deliver(Y.encodeStateAsUpdate(editor(step.who).document))
            break
          case 'pull': {
            const { document } = editor(step.who)
            Y.applyUpdate(document, twins.state.encodeSince(Y.encodeStateVector(document)))
            break
          }
          case 'compact':
            twins.compact()
            break
          case 'join':
            joined.push(documentOf(twins.state.encode()))
            twins.flush()
        }
      }
      for (const { document } of editors) twins.deliver(Y.encodeStateAsUpdate(document))
      twins.flush()
      for (const document of [...joined, ...editors.map((each) => each.document)]) {
        Y.applyUpdate(document, twins.state.encodeSince(Y.encodeStateVector(document)))
        expect(contentOf(document)).toEqual(contentOf(twins.tree))
      }
      const [bytes, tree] = withSameMarks(twins.state.encode(), Y.encodeStateAsUpdate(twins.tree))
      expect(normalised(Y.encodeStateAsUpdate(bytes))).toEqual(normalised(Y.encodeStateAsUpdate(tree)))
      for (const document of [bytes, tree]) expect(contentOf(document)).toEqual(contentOf(twins.tree))
    }),
    { numRuns: Number(process.env['RUNS'] ?? 300) },
  )
})
