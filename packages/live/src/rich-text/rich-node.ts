import type * as Y from 'yjs'
import { canonicalJson } from '../canonical-json.ts'

export type Attrs = Readonly<Record<string, unknown>>

export interface Mark {
  readonly type: string
  readonly attrs: Attrs
}

/** Text with the same marks all over. */
export interface Span {
  readonly text: string
  readonly marks: readonly Mark[]
}

/** Neighbouring texts of a node: one whole, whatever number of Yjs types it is in. */
export class Run {
  readonly kind = 'run'
  readonly spans: readonly Span[]
  /** The Yjs types that it was read of. */
  readonly texts: readonly Y.XmlText[]
  #key: string | undefined

  /** @param spans neighbours have different marks, and none is empty */
  constructor(spans: readonly Span[], texts: readonly Y.XmlText[] = []) {
    this.spans = spans
    this.texts = texts
  }

  /** As `Node.toJSON` gives it. */
  get json(): object[] {
    return this.spans.flatMap(jsonOfSpan)
  }

  /** Equal nodes have equal keys. */
  get key(): string {
    return (this.#key ??= this.spans
      .map(({ text, marks }) => JSON.stringify(text) + marks.map(keyOf).join(''))
      .join(','))
  }
}

interface ElementParts extends Mark {
  readonly children: readonly RichNode[]
  readonly element?: Y.XmlElement
}

export class Element {
  readonly kind = 'element'
  readonly type: string
  readonly attrs: Attrs
  readonly children: readonly RichNode[]
  /** The Yjs type that it was read of. */
  readonly element: Y.XmlElement | undefined
  #key: string | undefined
  #json: object | undefined

  constructor({ type, attrs, children, element }: ElementParts) {
    this.type = type
    this.attrs = attrs
    this.children = children
    this.element = element
  }

  /** Equal nodes have equal keys. Most are never compared by it. */
  get key(): string {
    return (this.#key ??= `<${keyOf(this)}>${this.children.map((child) => child.key).join('')}</>`)
  }

  /** As `Node.toJSON` gives it: always the same object. */
  get json(): object {
    return (this.#json ??= jsonOfElement(this))
  }
}

/** A node of rich text, in the one form of all that mean the same. */
export type RichNode = Run | Element

/** What stands in a text for something in it that is no text. */
export const embedded = '\uFFFC'

/** @returns nothing when there is no text */
export function toRun(given: readonly Span[], texts?: readonly Y.XmlText[]): Run | undefined {
  const spans = joinSpans(given)
  return spans.length === 0 ? undefined : new Run(spans, texts)
}

/** `canonicalJson(jsonOfNodes(nodes))`, made at once. */
export const canonicalNodes = (nodes: readonly RichNode[]): string =>
  `[${nodes.flatMap((node) => (node.kind === 'run' ? node.spans.flatMap(canonicalSpan) : [canonicalElement(node)])).join(',')}]`

function canonicalElement({ type, attrs, children }: Element): string {
  const [own, content] = [hasKeys(attrs) ? `"attrs":${canonicalJson(attrs)},` : '', canonicalNodes(children)]
  return `{${own}${content === '[]' ? '' : `"content":${content},`}"type":${JSON.stringify(type)}}`
}

function canonicalSpan(span: Span): string[] {
  if (span.marks.length > 0) return jsonOfSpan(span).map(canonicalJson)
  const clean = withoutEmbeds(span.text)
  return clean === '' ? [] : [`{"text":${JSON.stringify(clean)},"type":"text"}`]
}

const withoutEmbeds = (text: string): string => (text.includes(embedded) ? text.replaceAll(embedded, '') : text)

export const jsonOfNodes = (nodes: readonly RichNode[]): object[] => nodes.flatMap(({ json }) => json)

function jsonOfElement({ type, attrs, children }: Element): object {
  const content = jsonOfNodes(children)
  return { type, ...(hasKeys(attrs) ? { attrs } : {}), ...(content.length > 0 ? { content } : {}) }
}

function jsonOfSpan({ text, marks }: Span): object[] {
  const clean = withoutEmbeds(text)
  if (clean === '') return []
  const list = marks.map(({ type, attrs }) => (hasKeys(attrs) ? { type, attrs } : { type }))
  return [{ type: 'text', ...(list.length > 0 ? { marks: list } : {}), text: clean }]
}

/** Whether two lists of nodes are equal. */
export function isSameNodes(one: readonly RichNode[], other: readonly RichNode[]): boolean {
  return one.length === other.length && one.every((node, index) => isSameNode(node, other[index]))
}

function isSameNode(one: RichNode, other: RichNode | undefined): boolean {
  if (one === other) return true
  if (one.kind === 'run') {
    if (other?.kind !== 'run' || one.spans.length !== other.spans.length) return false
    return one.spans.every((span, index) => {
      const its = other.spans[index]
      return its?.text === span.text && hasSameMarks(span.marks, its.marks)
    })
  }
  return other?.kind === 'element' && isSameKind(one, other) && isSameNodes(one.children, other.children)
}

export const textOfRun = ({ spans }: Run): string => spans.map(({ text }) => text).join('')

/** Of a mark or node without what is in it. */
export const keyOf = ({ type, attrs }: Mark): string =>
  hasKeys(attrs) ? canonicalJson([type, attrs]) : JSON.stringify(type)

export const hasKeys = (attrs: Attrs): boolean => Object.keys(attrs).length > 0

const isSameKind = (one: Mark, other: Mark): boolean =>
  one.type === other.type && ((!hasKeys(one.attrs) && !hasKeys(other.attrs)) || keyOf(one) === keyOf(other))

/** In the order of their keys, each once: an editor sorts them by its schema. */
export function sortMarks(marks: readonly Mark[]): readonly Mark[] {
  if (marks.length < 2) return marks
  const byKey = new Map(marks.map((mark) => [keyOf(mark), mark]))
  return [...byKey].sort(([a], [b]) => (a < b ? -1 : 1)).map(([, mark]) => mark)
}

export const hasSameMarks = (one: readonly Mark[], other: readonly Mark[]): boolean =>
  one.length === other.length && one.every((mark, index) => isSameKind(mark, other[index] ?? mark))

function joinSpans(spans: readonly Span[]): Span[] {
  const joined: Span[] = []
  for (const { text, marks } of spans) {
    const last = joined.at(-1)
    if (text === '') continue
    if (last !== undefined && hasSameMarks(last.marks, marks)) {
      joined[joined.length - 1] = { text: last.text + text, marks }
    } else joined.push({ text, marks })
  }
  return joined
}
