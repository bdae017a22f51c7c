import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { canonicalJson } from '../src/canonical-json.ts'
import { reuse } from '../src/reuse.ts'
import { canonicalDocument, documentOf, isSameDocument, nodesOf } from '../src/rich-text/rich-json.ts'
import { isSameNodes } from '../src/rich-text/rich-node.ts'
import { documents, richText } from './every-field.ts'

const copy = <T>(value: T): T => JSON.parse(JSON.stringify(value)) as T
const json = fc.jsonValue().map(copy)

describe('taking over the objects of an equal value', () => {
  test('gives a value that is equal to the new one, and changes neither', () => {
    fc.assert(
      fc.property(json, json, (now, before) => {
        const [nowWas, beforeWas] = [copy(now), copy(before)]
        expect(reuse(now, before)).toEqual(nowWas)
        expect([now, before]).toEqual([nowWas, beforeWas])
      }),
    )
  })

  test('gives the other value itself if that is equal', () => {
    fc.assert(
      fc.property(fc.oneof(json, documents), (value) => {
        expect(reuse(copy(value), value)).toBe(value)
      }),
    )
  })

  test('takes over what is before and behind what differs, also where a list has become longer or shorter', () => {
    const items = (name: string): fc.Arbitrary<object[]> =>
      fc
        .nat({ max: 4 })
        .map((length) => Array.from({ length }, (_, index) => ({ type: 'p', content: [`${name} ${index}`] })))
    const parts = fc.record({ start: items('start'), old: items('old'), news: items('new'), end: items('end') })
    fc.assert(
      fc.property(parts, ({ start, old, news, end }) => {
        const before = { list: [...start, ...old, ...end], other: [1] }
        const now = copy({ list: [...start, ...news, ...end], other: [1] })
        const made = reuse(now, before)
        expect(made).toEqual(now)
        expect(made.other).toBe(before.other)
        for (const [index, each] of start.entries()) expect(made.list[index]).toBe(each)
        for (const [index, each] of end.toReversed().entries()) expect(made.list.at(-1 - index)).toBe(each)
      }),
    )
  })

  test('tells values apart that differ only in what is there without a value, or in kind', () => {
    for (const [now, before] of [
      [{ a: null }, {}],
      [{}, { a: null }],
      [{ a: null }, { b: null }],
      [[], {}],
      [[null], []],
      [null, {}],
      ['1', 1],
    ]) {
      expect(reuse(now, before)).toStrictEqual(now)
      expect(reuse({ in: [now] }, { in: [before] })).toStrictEqual({ in: [now] })
    }
  })
})

describe('rich text', () => {
  const shared = fc.tuple(richText, richText).map(([one, other]) => [one, reuse(copy(other), one), one, copy(one)])

  test('means the same where its nodes are equal, whatever objects two documents share', () => {
    const texts = fc.array(fc.constantFrom('a', 'b', ''), { maxLength: 3 })
    const nodes = fc.array(
      fc.oneof(
        texts.map((list) => ({ type: 'p', content: list.map((text) => ({ type: 'text', text })) })),
        fc.constantFrom({ type: 'text', text: 'a' }, { type: 'text', text: 'aa' }, { type: 'br' }, { no: 'node' }),
      ),
      { maxLength: 5 },
    )
    const loose = fc.tuple(nodes, nodes).map(([one, other]) => {
      const before = { type: 'doc', content: one }
      return [before, reuse({ type: 'doc', content: other }, before)]
    })
    fc.assert(
      fc.property(fc.oneof(shared, loose), (all) => {
        for (const one of all)
          for (const other of all) {
            expect(isSameDocument(one, other)).toBe(isSameNodes(nodesOf(one), nodesOf(other)))
          }
      }),
      { numRuns: 500 },
    )
  })

  test('has the canonical JSON of its normal form', () => {
    fc.assert(
      fc.property(richText, (value) => {
        expect(canonicalDocument(nodesOf(value))).toBe(canonicalJson(documentOf(nodesOf(value))))
      }),
    )
  })
})
