import fc from 'fast-check'
import * as Y from 'yjs'

/** What a random person does to a random part of a document. Numbers are taken modulo what there is. */
export interface Edit {
  readonly kind: number
  readonly at: number
  readonly length: number
  readonly text: string
}

export const edit: fc.Arbitrary<Edit> = fc.record({
  kind: fc.nat(21),
  at: fc.nat(40),
  length: fc.integer({ min: 1, max: 6 }),
  text: fc.oneof(
    { weight: 3, arbitrary: fc.constantFrom('a', 'b', 'c') },
    fc.string({ unit: 'grapheme', minLength: 1, maxLength: 5 }),
    fc.constantFrom('😀😀', 'é', 'hello world', 'x'.repeat(200)),
  ),
})

/** The content of all roots as JSON. Subdocuments show as an empty object. */
export function contentOf(document: Y.Doc): unknown {
  const content = {
    text: document.getText('text').toDelta(),
    title: document.getText('title').toDelta(),
    map: document.getMap('map').toJSON(),
    array: document.getArray('array').toJSON(),
    xml: document.getXmlFragment('xml').toString(),
  }
  return JSON.parse(JSON.stringify(content))
}

/** Makes an edit; one that does not apply to what is there does nothing. */
export function make(document: Y.Doc, undo: Y.UndoManager, { kind, at, length, text: letters }: Edit): void {
  const text = document.getText('text')
  const title = document.getText('title')
  const map = document.getMap('map')
  const array = document.getArray('array')
  const xml = document.getXmlFragment('xml')
  const keys = ['a', 'b', 'c']
  const key = keys[at % keys.length] ?? 'a'
  const place = (size: number): number => at % (size + 1)
  const cut = (size: number): [number, number] => [at % Math.max(1, size), Math.min(length, size - (at % size))]
  const edits: (() => unknown)[] = [
    () => text.insert(place(text.length), letters),
    () => text.insert(text.length, letters),
    () => text.length > 0 && text.delete(...cut(text.length)),
    () => text.length > 0 && text.format(...cut(text.length), { bold: at % 2 === 0 ? true : null, color: letters }),
    () => text.insertEmbed(place(text.length), { image: letters }),
    () => map.set(key, letters),
    () => map.set(key, { nested: [at, letters, null, 1.5, -at] }),
    () => map.set(key, new Y.Map([['inner', at]])),
    () => map.delete(key),
    () => (map.get(key) instanceof Y.Map ? (map.get(key) as Y.Map<unknown>).set(letters, at) : map.set(key, at)),
    () => array.insert(place(array.length), [at, letters, true]),
    () => array.insert(place(array.length), [Uint8Array.of(at), new Y.Text(letters)]),
    () => array.length > 0 && array.delete(...cut(array.length)),
    () => array.insert(place(array.length), [Array.from({ length }, () => letters)]),
    () => array.insert(0, [new Y.Doc({ guid: letters, autoLoad: at % 2 === 0 })]),
    () => xml.insert(place(xml.length), [new Y.XmlElement('p'), new Y.XmlText(letters)]),
    () => {
      const element = xml.length === 0 ? undefined : xml.get(at % xml.length)
      if (element instanceof Y.XmlElement) element.setAttribute(key, letters)
      else if (element instanceof Y.XmlText) element.insert(0, letters)
    },
    () => xml.length > 0 && xml.delete(...cut(xml.length)),
    () => title.insert(title.length, letters),
    () => title.length > 0 && title.delete(...cut(title.length)),
    () => undo.undo(),
    () => undo.redo(),
  ]
  edits[kind % edits.length]?.()
}

/** A person with a document of their own. */
export class Editor {
  readonly document: Y.Doc
  readonly updates: Uint8Array[] = []
  readonly #undo: Y.UndoManager

  constructor(client: number, gc: boolean) {
    this.document = new Y.Doc({ gc })
    this.document.clientID = client
    const types = [
      this.document.getText('text'),
      this.document.getText('title'),
      this.document.getMap('map'),
      this.document.getArray('array'),
      this.document.getXmlFragment('xml'),
    ]
    this.#undo = new Y.UndoManager(types as never, { captureTimeout: 0 })
    this.document.on('update', (update: Uint8Array) => this.updates.push(update))
  }

  make(each: Edit): void {
    make(this.document, this.#undo, each)
  }

  [Symbol.dispose](): void {
    this.#undo.destroy()
    this.document.destroy()
  }
}
