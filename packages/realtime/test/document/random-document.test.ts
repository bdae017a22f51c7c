import fc from 'fast-check'
import { expect, test } from 'vitest'
import * as Y from 'yjs'
import { Document } from '../../src/document/document.ts'
import { makeSnapshot } from '../../src/persistence/make-snapshot.ts'
import { collectGarbage } from '../support/collect-garbage.ts'

type Step =
  | { readonly do: 'client' | 'server'; readonly at: number; readonly text: string }
  | { readonly do: 'delete'; readonly at: number; readonly by: 'client' | 'server' }
  | { readonly do: 'hold' | 'let go' | 'rest' | 'compact' | 'late' }

const step: fc.Arbitrary<Step> = fc.oneof(
  fc.record({ do: fc.constantFrom('client', 'server'), at: fc.nat(), text: fc.string({ minLength: 1, maxLength: 3 }) }),
  fc.record({ do: fc.constant('delete'), at: fc.nat(), by: fc.constantFrom('client', 'server') }),
  fc.record({ do: fc.constantFrom('hold', 'let go', 'rest', 'compact', 'late') }),
) as fc.Arbitrary<Step>

test('whatever is held, let go, compacted and delivered late, bytes, tree and what was told are the same', async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(step, { minLength: 5, maxLength: 40 }), async (steps) => {
      const document = new Document('doc', { gc: true }, { flushDelay: false })
      const client = new Y.Doc()
      const reader = new Y.Doc()
      const late: Uint8Array[] = []
      let held: Y.Text | undefined
      client.on('update', (update, origin) => {
        if (origin === 'document') return
        if (late.length % 3 === 1) late.push(update)
        else document.apply(update, 'client')
      })
      document.onUpdate((_document, _origin, update) => {
        Y.applyUpdate(reader, update)
        Y.applyUpdate(client, update, 'document')
      })
      let finish = (): Promise<void> => Promise.resolve()
      const deliver = (): void => {
        for (const update of late.splice(0)) document.apply(update, 'client')
      }
      for (const { do: what, ...how } of steps) {
        const text = (doc: Y.Doc): Y.Text => doc.getText('text')
        const edit = (doc: Y.Doc): void => {
          const { at = 0, text: inserted } = how as { at?: number; text?: string }
          const { length } = text(doc)
          if (inserted !== undefined) text(doc).insert(at % (length + 1), inserted)
          else if (length > 0) text(doc).delete(at % length, 1)
        }
        if (what === 'client') edit(client)
        else if (what === 'server') edit(document)
        else if (what === 'delete') edit((how as { by: string }).by === 'client' ? client : document)
        else if (what === 'hold') held = text(document)
        else if (what === 'let go') held = undefined
        else if (what === 'compact') {
          // The snapshot is made while other steps go on, until the next one begins.
          await finish()
          const { promise, resolve } = Promise.withResolvers<void>()
          const make: Parameters<typeof document.content.compact>[0] = async (update, collecting) => {
            await promise
            return makeSnapshot(update, collecting)
          }
          const compacted = document.content.compact(make)
          finish = async () => {
            resolve()
            await compacted
          }
        } else if (what === 'late') deliver()
        else {
          document.rest()
          document.rest()
          await collectGarbage()
        }
        expect(held?.toString() ?? text(document).toString()).toBe(text(document).toString())
      }
      deliver()
      await finish()
      const loaded = new Y.Doc()
      Y.applyUpdate(loaded, document.content.encode())
      const expected = document.getText('text').toString()
      expect(loaded.getText('text').toString()).toBe(expected)
      expect(reader.getText('text').toString()).toBe(expected)
      expect(client.getText('text').toString()).toBe(expected)
      expect([...document.content.stateVector()]).toEqual([...Y.encodeStateVector(loaded)])
    }),
    { numRuns: 60 },
  )
}, 60_000)
