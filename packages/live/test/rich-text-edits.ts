import fc from 'fast-check'
import * as Y from 'yjs'

/** Places and choices are taken modulo what there is. */
interface Where {
  /** Which element, or which text, of all that there are. */
  readonly where: number
  readonly at: number
  readonly length: number
}

type Edit = (fragment: Y.XmlFragment, where: Where) => void

const inText =
  (edit: (text: Y.XmlText, where: Where) => void): Edit =>
  (fragment, where) => {
    const texts = insideOf(fragment).filter((type) => type instanceof Y.XmlText)
    const text = texts[where.where % texts.length]
    if (text !== undefined) edit(text, where)
  }

/** @param edit of an element, or of the whole fragment */
const inParent =
  (edit: (parent: Y.XmlFragment, where: Where) => void): Edit =>
  (fragment, where) => {
    const parents = [fragment, ...insideOf(fragment).filter((type) => type instanceof Y.XmlElement)]
    edit(parents[where.where % parents.length] ?? fragment, where)
  }

const inElement = (edit: (element: Y.XmlElement, where: Where) => void): Edit =>
  inParent((parent, where) => {
    if (parent instanceof Y.XmlElement) edit(parent, where)
  })

const kinds = {
  type: inText((text, { at, length }) => text.insert(at % (text.length + 1), 'abcdefgh'.slice(0, length))),
  erase: inText((text, { at, length }) => {
    const start = at % (text.length + 1)
    text.delete(start, Math.min(length, text.length - start))
  }),
  'erase and type as much': inText((text, { at }) => {
    if (text.length === 0) return
    text.delete(at % text.length, 1)
    text.insert(at % (text.length + 1), 'x')
  }),
  mark: inText((text, { at, length }) => {
    const start = at % (text.length + 1)
    text.format(
      start,
      Math.min(length, text.length - start),
      length % 2 === 0 ? { bold: {} } : { link: { href: `/${at}` } },
    )
  }),
  unmark: inText((text, { at, length }) => {
    const start = at % (text.length + 1)
    text.format(start, Math.min(length, text.length - start), { bold: null, link: null })
  }),
  embed: inText((text, { at }) => text.insertEmbed(at % (text.length + 1), { image: 'x' })),
  'set attribute': inElement((element, { at }) => element.setAttribute('level', String(at))),
  'set attribute that is no text': inElement((element, { at }) => element.setAttribute('data', { at } as never)),
  'remove attribute': inElement((element) => element.removeAttribute('level')),
  'add text': inParent((parent, { at }) => {
    if (parent instanceof Y.XmlElement) parent.insert(at % (parent.length + 1), [new Y.XmlText(`text ${at}`)])
  }),
  'add element': inParent((parent, { at, length }) => {
    const element = new Y.XmlElement(length % 2 === 0 ? 'paragraph' : 'quote')
    if (length > 2) element.insert(0, [new Y.XmlText('new')])
    parent.insert(at % (parent.length + 1), [element])
  }),
  'remove nodes': inParent((parent, { at, length }) => {
    const start = at % (parent.length + 1)
    parent.delete(start, Math.min(length, parent.length - start))
  }),
  'put in something else': inParent((parent, { at }) => {
    if (at % 4 === 0) parent.insert(at % (parent.length + 1), [new Y.XmlHook('hook') as never])
  }),
} satisfies Record<string, Edit>

/** Something that is done to rich text. */
export interface RichTextEdit extends Where {
  readonly kind: keyof typeof kinds
}

export const richTextEdit: fc.Arbitrary<RichTextEdit> = fc.record({
  kind: fc.constantFrom(...(Object.keys(kinds) as (keyof typeof kinds)[])),
  where: fc.nat({ max: 40 }),
  at: fc.nat({ max: 20 }),
  length: fc.integer({ min: 1, max: 8 }),
})

/** Makes an edit, if there is anything to make it in. */
export function editRichText(fragment: Y.XmlFragment, { kind, ...edit }: RichTextEdit): void {
  kinds[kind](fragment, edit)
}

function insideOf(parent: Y.XmlFragment): (Y.XmlElement | Y.XmlText)[] {
  return (parent.toArray() as unknown[]).flatMap((child) => {
    if (child instanceof Y.XmlText) return [child]
    return child instanceof Y.XmlElement ? [child, ...insideOf(child)] : []
  })
}
