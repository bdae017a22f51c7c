import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import * as Y from 'yjs'
import { diffText, type TextEdit } from '../src/text/diff-text.ts'
import { diffLists } from '../src/text/diff-lists.ts'
import { sentence } from './every-field.ts'
import { copyOf, edit, exchange, openDoc, valuesOf } from './documents.ts'

const paragraph = (text: string): object => ({ type: 'paragraph', content: [{ type: 'text', text }] })
const body = (...paragraphs: string[]): object => ({ type: 'doc', content: paragraphs.map(paragraph) })
const words = (count: number): string => Array.from({ length: count }, (_, index) => `word${index}`).join(' ')

const applied = (text: string, edits: readonly TextEdit[]): string =>
  edits.toReversed().reduce((now, { at, remove, insert }) => now.slice(0, at) + insert + now.slice(at + remove), text)

describe('texts', () => {
  test('a difference makes one text of the other, and tears no surrogate pair', () => {
    const characters = fc.string({ unit: fc.constantFrom('a', 'b', ' ', '🦊', '🦉', 'é'), maxLength: 40 })
    fc.assert(
      fc.property(fc.oneof(characters, sentence), fc.oneof(characters, sentence), (from, to) => {
        const edits = diffText(from, to)
        expect(applied(from, edits)).toBe(to)
        for (const { at, remove, insert } of edits) {
          for (const part of [from.slice(0, at), from.slice(at, at + remove), from.slice(at + remove), insert]) {
            expect(part.isWellFormed()).toBe(true)
          }
        }
      }),
      { numRuns: 1000 },
    )
  })

  test('lists that differ too much for the smallest edit are still made equal, and what they have in common stays', () => {
    const from = Array.from({ length: 3000 }, (_, index) => (index % 3 === 0 ? `same${index}` : `old${index}`))
    const to = from.map((item) => item.replace('old', 'new'))
    const hunks = diffLists(from, to)
    expect(hunks.every(({ fromStart, fromEnd }) => fromEnd - fromStart === 2)).toBe(true)
    const made = [...from]
    for (const { fromStart, fromEnd, toStart, toEnd } of hunks.toReversed()) {
      made.splice(fromStart, fromEnd - fromStart, ...to.slice(toStart, toEnd))
    }
    expect(made).toEqual(to)
  })

  test('only the letters of a word that differ are replaced', () => {
    expect(diffText('the colour of it', 'the color of it')).toEqual([{ at: 8, remove: 1, insert: '' }])
    expect(diffText('one two three', 'one 2 three four')).toEqual([
      { at: 4, remove: 3, insert: '2' },
      { at: 13, remove: 0, insert: ' four' },
    ])
  })

  test('a word that two have changed is there in both ways, and one that somebody writes into is not removed under their hands', () => {
    const doc = openDoc({ summary: 'a beta c' })
    doc.getText('summary').delete(2, 4)
    doc.getText('summary').insert(2, 'delta')
    edit(doc, { from: { summary: 'a beta c' }, to: { summary: 'a gamma c' } })
    expect(doc.getText('summary').toString()).toMatch(/^a (gammadelta|deltagamma) c$/)
    edit(doc, { from: { summary: 'a beta c' }, to: { summary: 'a c' } })
    expect(doc.getText('summary').toString()).toContain('delta')
  })

  test('what has been written already is not written again, beside something that is new', () => {
    const doc = openDoc({ summary: 'one two' })
    doc.getText('summary').insert(0, 'new ')
    doc.getText('summary').insert(11, ' three')
    edit(doc, { from: { summary: 'one two' }, to: { summary: 'one two three' } })
    expect(doc.getText('summary').toString()).toBe('new one two three')
  })

  test('a cursor in a word that stays is still in that word', () => {
    fc.assert(
      fc.property(sentence, sentence, sentence, (before, old, now) => {
        const from = { summary: `${before} ${old} CURSOR end` }
        const doc = openDoc(from)
        const text = doc.getText('summary')
        const cursor = Y.createRelativePositionFromTypeIndex(text, text.toString().indexOf('CURSOR') + 3)
        edit(doc, { from, to: { summary: `${now} ${before} CURSOR the end` } })
        const place = Y.createAbsolutePositionFromRelativePosition(cursor, doc)?.index ?? 0
        expect(text.toString().slice(place - 3, place + 3)).toBe('CURSOR')
      }),
    )
  })
})

describe('rich text', () => {
  test('nodes that stay are the same Yjs types, with the cursors in them', () => {
    const from = { body: body('First one here', 'Second one here', 'Third one here') }
    const doc = openDoc(from)
    const fragment = doc.getXmlFragment('body')
    const [first, second, third] = fragment.toArray() as Y.XmlElement[]
    const text = second?.get(0) as Y.XmlText
    const cursor = Y.createRelativePositionFromTypeIndex(text, 8)
    edit(doc, { from, to: { body: body('New', 'First one here', 'The second one here, changed', 'Third one here') } })
    expect(fragment.toArray().slice(1)).toEqual([first, second, third])
    expect(fragment.get(1)).toBe(first)
    expect(fragment.get(2)).toBe(second)
    expect(text.toString()).toBe('The second one here, changed')
    const place = Y.createAbsolutePositionFromRelativePosition(cursor, doc)
    expect(place?.type).toBe(text)
    expect(text.toString().slice(0, place?.index)).toBe('The second o')
  })

  test('marks are set and taken away without touching the text', () => {
    const marked = (...marks: object[]): object => ({
      body: { type: 'doc', content: [{ type: 'paragraph', content: [{ type: 'text', text: 'all of it', marks }] }] },
    })
    const [bold, link] = [{ type: 'bold' }, { type: 'link', attrs: { href: '/' } }]
    const doc = openDoc(marked(bold) as Record<string, unknown>)
    const text = (doc.getXmlFragment('body').get(0) as Y.XmlElement).get(0) as Y.XmlText
    const item = text._start
    edit(doc, { from: marked(bold), to: marked(link) } as never)
    expect(text.toDelta()).toEqual([{ insert: 'all of it', attributes: { link: { href: '/' } } }])
    expect(item?.right?.deleted ?? false).toBe(false)
    edit(doc, { from: marked(link), to: marked({ ...link, attrs: { href: '/b' } }) } as never)
    expect(text.toDelta()).toEqual([{ insert: 'all of it', attributes: { link: { href: '/b' } } }])
  })

  test('a text can have a mark of a kind twice, and what an editor has called it is kept', () => {
    const comments = [
      { type: 'comment', attrs: { id: 1 } },
      { type: 'comment', attrs: { id: 2 } },
    ]
    const of = (marks: object[], text: string = 'x'): Record<string, unknown> => ({
      body: { type: 'doc', content: [{ type: 'paragraph', content: [{ type: 'text', text, marks }] }] },
    })
    const doc = openDoc(of(comments))
    expect(valuesOf(doc)['body']).toEqual(of(comments)['body'])
    edit(doc, { from: of(comments), to: of(comments.slice(1)) })
    expect(valuesOf(doc)['body']).toEqual(of(comments.slice(1))['body'])
  })

  test('what somebody writes into a paragraph that is being removed stays', () => {
    const from = { body: body('Goes', 'Stays') }
    const doc = openDoc(from)
    const goes = (doc.getXmlFragment('body').get(0) as Y.XmlElement).get(0) as Y.XmlText
    goes.insert(4, ' but not this')
    edit(doc, { from, to: { body: body('Stays') } })
    expect(doc.getXmlFragment('body').toString()).toBe(
      '<paragraph> but not this</paragraph><paragraph>Stays</paragraph>',
    )
  })
})

describe('rows', () => {
  const rows = (...ids: string[]): object[] => ids.map((id) => ({ id, label: `label of ${id}`, price: 1 }))

  test('as few as there can be are written anew when they move', () => {
    const from = { items: rows('a', 'b', 'c', 'd') }
    const doc = openDoc(from)
    const before = doc.getArray('items').toArray()
    edit(doc, { from, to: { items: rows('d', 'a', 'b', 'c') } })
    expect(doc.getArray('items').toArray().slice(1)).toEqual(before.slice(0, 3))
    expect(doc.getArray('items').get(1)).toBe(before[0])
    expect((valuesOf(doc)['items'] as { id: string }[]).map(({ id }) => id)).toEqual(['d', 'a', 'b', 'c'])
  })

  test('an edit of one row leaves the others and what is typed in it alone', () => {
    const from = { items: rows('a', 'b') }
    const doc = openDoc(from)
    const client = copyOf(doc)
    const label = (client.getArray('items').get(1) as Y.Map<Y.Text>).get('label')
    label?.insert(0, 'My ')
    edit(doc, { from, to: { items: [...rows('a'), { id: 'b', label: 'label of b!', price: 2 }, ...rows('c')] } })
    exchange(doc, client)
    expect(valuesOf(doc)['items']).toMatchObject([
      { id: 'a' },
      { id: 'b', label: 'My label of b!', price: 2 },
      { id: 'c' },
    ])
  })

  test('rows without an id, and two with the same, read as rows with ids of their own: the same everywhere', () => {
    const doc = openDoc({ items: rows('a') })
    doc.getArray('items').push([
      new Y.Map([['price', 1]]),
      new Y.Map<unknown>([
        ['id', 'a'],
        ['price', 2],
      ]),
    ])
    const read = valuesOf(doc)['items'] as { id: string }[]
    expect(new Set(read.map(({ id }) => id)).size).toBe(3)
    expect(valuesOf(copyOf(doc))['items']).toEqual(read)
    edit(doc, { from: { items: read }, to: { items: read.map((row) => ({ ...row, price: 9 })) } })
    expect((doc.getArray('items').toJSON() as { id: string }[]).map(({ id }) => id)).toEqual(read.map(({ id }) => id))
  })
})

describe('the size of an edit', () => {
  const long = words(20_000)
  const documents = (text: string): Record<string, unknown> => ({
    id: '1',
    summary: text,
    body: body(...Array.from({ length: 200 }, (_, index) => `${text.slice(index * 100, index * 100 + 100)} ${index}`)),
    items: Array.from({ length: 100 }, (_, index) => ({ id: `r${index}`, label: text.slice(0, 50), price: index })),
  })

  test('a changed word of a long text, in a paragraph of 200, in a row of 100: some bytes each', () => {
    const from = documents(long)
    const doc = openDoc(from)
    const to = structuredClone(from) as {
      summary: string
      body: { content: { content: { text: string }[] }[] }
      items: { label: string }[]
    }
    to.summary = to.summary.replace('word10000 ', 'another ')
    to.body.content[99]!.content[0]!.text += ' more'
    to.items[50]!.label += ' more'
    expect(edit(doc, { from, to: to as never }).length).toBeLessThan(150)
    expect(valuesOf(doc)).toMatchObject({ summary: to.summary, body: to.body })
  })

  test('a document that is written back as it is costs nothing', () => {
    const from = documents(long)
    expect(edit(openDoc(from), { from, to: structuredClone(from) }).length).toBe(0)
  })
})
