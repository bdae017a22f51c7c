import * as Y from 'yjs'

/** What a document says, in one form for a `Y.Doc` and for the answers of REST and GraphQL. Nothing of the product is asked. */
export type View = Readonly<Record<string, unknown>>

type Json = Record<string, unknown>

const texts = ['title', 'summary', 'source', 'handle', 'phone', 'left', 'loose', 'verdict']
const values = [
  'count',
  'total',
  'done',
  'day',
  'status',
  'size',
  'mail',
  'slug',
  'author',
  'tags',
  'extra',
  'place',
  'rank',
]

export function viewOfDoc(doc: Y.Doc): View {
  const fields = doc.getMap('fields').toJSON()
  const seo = doc.getMap('seo')
  return viewOf({
    ...Object.fromEntries(texts.map((name) => [name, doc.getText(name).toString()])),
    ...Object.fromEntries(values.map((name) => [name, fields[name]])),
    body: nodesOf(doc.getXmlFragment('body')),
    seo: { ...(seo.toJSON() as Json) },
    meta: doc.getMap('meta').toJSON(),
    items: doc.getArray<Y.Map<unknown>>('items').map(rowOf),
    layout: doc.getArray<Y.Map<unknown>>('layout').map(rowOf),
  })
}

function rowOf(row: Y.Map<unknown>): Json {
  const note = row.get('note')
  return { ...(row.toJSON() as Json), note: note instanceof Y.XmlFragment ? nodesOf(note) : undefined }
}

/** @param stored as it is answered by REST or GraphQL */
export function viewOf(stored: Json): View {
  const { seo, meta, items, layout } = stored as { seo?: Json; meta?: Json; items?: Json[]; layout?: Json[] }
  return {
    ...Object.fromEntries(texts.map((name) => [name, text(stored[name])])),
    ...Object.fromEntries(values.map((name) => [name, value(stored[name])])),
    body: rich(stored['body']),
    seo: {
      label: text(seo?.['label']),
      price: value(seo?.['price']),
      hint: text((seo?.['more'] as Json | undefined)?.['hint']),
    },
    meta: { alt: text(meta?.['alt']) },
    items: (items ?? []).map((row) => ({ ...head(row), note: rich(row['note']), stamp: text(row['stamp']) })),
    layout: (layout ?? []).map((row) => ({ ...head(row), text: text(row['text']), blockType: row['blockType'] })),
  }
}

const head = (row: Json): Json => ({ id: row['id'], label: text(row['label']), price: value(row['price']) })
const text = (given: unknown): unknown => given ?? ''
const value = (given: unknown): unknown =>
  given === undefined || (Array.isArray(given) && given.length === 0) ? null : given

interface Node {
  readonly type?: string
  readonly text?: string
  readonly marks?: readonly { readonly type: string }[]
  readonly content?: readonly Node[]
}

function nodesOf(fragment: Y.XmlFragment): Node {
  return { type: 'doc', content: fragment.toArray().flatMap((child) => nodeOf(child as Y.XmlElement | Y.XmlText)) }
}

function nodeOf(node: Y.XmlElement | Y.XmlText): Node[] {
  if (node instanceof Y.XmlElement) return [{ ...nodesOf(node), type: node.nodeName }]
  const delta = node.toDelta() as { insert: string; attributes?: object }[]
  return delta.map(({ insert, attributes = {} }) => ({
    type: 'text',
    text: insert,
    marks: Object.keys(attributes).map((type) => ({ type })),
  }))
}

/** Blocks as lists of runs: letters with their marks. */
function rich(given: unknown): unknown {
  return ((given as Node | null | undefined)?.content ?? []).map(({ type, content = [] }) => {
    const runs: { text: string; marks: string }[] = []
    for (const { text: letters = '', marks = [] } of content) {
      const names = marks
        .map((mark) => mark.type)
        .toSorted()
        .join()
      const last = runs.at(-1)
      if (letters === '') continue
      if (last?.marks === names) last.text += letters
      else runs.push({ text: letters, marks: names })
    }
    return { type, runs }
  })
}

/** Where two views differ, for people. */
export function differences(one: View, other: View): string[] {
  return Object.keys(one).flatMap((name) => {
    const [a, b] = [one, other].map((view) => JSON.stringify(sorted(view[name])))
    return a === b ? [] : [`${name}: ${a} and ${b}`]
  })
}

function sorted(given: unknown): unknown {
  if (Array.isArray(given)) return given.map(sorted)
  if (typeof given !== 'object' || given === null) return given
  return Object.fromEntries(
    Object.entries(given)
      .sort(([a], [b]) => (a < b ? -1 : 1))
      .map(([key, inner]) => [key, sorted(inner)]),
  )
}

/** All that a document says as one text, in which a word is whole also where its letters have different marks. */
export function textOf(given: object): string {
  const isRuns = (value: unknown): value is Node[] =>
    Array.isArray(value) && value.length > 0 && value.every((node: Node | null) => node?.type === 'text')
  return JSON.stringify(given, (_, value: unknown) =>
    isRuns(value) ? value.map(({ text: letters }) => letters).join('') : value,
  )
}
