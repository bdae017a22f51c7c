import fc from 'fast-check'
import { expect, test } from 'vitest'
import * as Y from 'yjs'
import { parseUpdate } from '../../src/updates/parse-update.ts'
import { UpdateState } from '../../src/updates/update-state.ts'
import { contentOf, edit, Editor } from './editing.ts'

const clients = [1, 200, 2 ** 31 + 5, 2 ** 53 - 1]

const step = fc.oneof(
  { weight: 6, arbitrary: fc.record({ type: fc.constant('edit' as const), who: fc.nat(3), edit }) },
  { weight: 1, arbitrary: fc.record({ type: fc.constant('pull' as const), who: fc.nat(3) }) },
  { weight: 2, arbitrary: fc.record({ type: fc.constant('push' as const), who: fc.nat(3) }) },
  { weight: 1, arbitrary: fc.record({ type: fc.constant('sync' as const), who: fc.nat(3), as: fc.nat(3) }) },
)

const documentOf = (...updates: Uint8Array[]): Y.Doc => {
  const document = new Y.Doc()
  for (const update of updates) Y.applyUpdate(document, update)
  return document
}
const normal = (update: Uint8Array): Uint8Array =>
  Y.encodeStateAsUpdate(documentOf(Y.encodeStateAsUpdate(documentOf(update))))

test('in-order updates are taken on bytes, and the state is what a document of Yjs has', () => {
  fc.assert(
    fc.property(fc.array(step, { minLength: 1, maxLength: 60 }), fc.boolean(), (steps, gc) => {
      const editors = clients.map((client) => new Editor(client, gc))
      const sent = clients.map(() => 0)
      const tree = new Y.Doc()
      const state = new UpdateState()
      const reader = new Y.Doc()
      const vectors: Uint8Array[] = [Uint8Array.of(0)]
      const deliver = (update: Uint8Array): void => {
        let changed = false
        tree.once('update', () => (changed = true))
        Y.applyUpdate(tree, update)
        const taken = state.take(parseUpdate(update.slice()))
        expect(taken.is).not.toBe('undecided')
        if (taken.is === 'known') expect(changed).toBe(false)
        if (taken.is === 'taken') Y.applyUpdate(reader, taken.news.bytes)
        expect(state.contains(parseUpdate(update))).toBe(true)
        expect(state.take(parseUpdate(update)).is).toBe('known')
        expect(state.stateVector()).toEqual(Y.encodeStateVector(tree))
        expect(contentOf(documentOf(state.encode()))).toEqual(contentOf(tree))
        expect(contentOf(reader)).toEqual(contentOf(tree))
        expect(normal(state.encode())).toEqual(normal(Y.encodeStateAsUpdate(tree)))
        vectors.push(state.stateVector())
      }
      for (const each of steps) {
        const editor = editors[each.who]!
        if (each.type === 'edit') editor.make(each.edit)
        else if (each.type === 'pull')
          Y.applyUpdate(editor.document, state.encodeSince(Y.encodeStateVector(editor.document)))
        else if (each.type === 'push') deliver(Y.encodeStateAsUpdate(editor.document, state.stateVector()))
        else deliver(Y.encodeStateAsUpdate(editor.document, vectors[each.as % vectors.length]!))
      }
      void sent
      for (const vector of vectors) {
        const since = state.encodeSince(vector)
        expect(Y.decodeUpdate(since)).toBeDefined()
        parseUpdate(since)
      }
    }),
    { numRuns: Number(process.env['RUNS'] ?? 300) },
  )
})
