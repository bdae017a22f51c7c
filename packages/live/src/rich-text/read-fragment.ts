import { isPlainObject } from '@crochet/hooks'
import * as Y from 'yjs'
import { isJson } from '../canonical-json.ts'
import type { Place } from '../mapping/live-field.ts'
import { markTypeOf } from './mark-keys.ts'
import { attrsOf, deepest } from './rich-json.ts'
import { Element, embedded, sortMarks, toRun, type Attrs, type Mark, type RichNode, type Span } from './rich-node.ts'

/** The nodes in a fragment, each with what it is there. What is no rich text is reported, and left out. */
export function readFragment(parent: Y.XmlFragment, place: Place, depth: number = 0): RichNode[] {
  const nodes: RichNode[] = []
  let texts: Y.XmlText[] = []
  const endRun = (): void => {
    if (texts.length === 0) return
    const run = toRun(
      texts.flatMap((text) => spansOf(text, place)),
      texts,
    )
    if (run !== undefined) nodes.push(run)
    texts = []
  }
  for (const child of parent.toArray() as unknown[]) {
    if (child instanceof Y.XmlText) {
      texts.push(child)
      continue
    }
    endRun()
    if (child instanceof Y.XmlElement && depth < deepest) nodes.push(elementOf(child, place, depth))
    else place.report('must be made of nodes and texts, not nested too deep')
  }
  endRun()
  return nodes
}

function elementOf(element: Y.XmlElement, place: Place, depth: number): Element {
  const readElement = (): Element => {
    const children = readFragment(element, place, depth + 1)
    return new Element({ type: element.nodeName, attrs: readAttrs(element, place), children, element })
  }
  return place.memory === undefined ? readElement() : place.memory.of(element, place.problems, readElement)
}

function readAttrs(element: Y.XmlElement, place: Place): Attrs {
  const attrs = attrsOf(element.getAttributes())
  const clean = Object.entries(attrs).filter(([, value]) => isJson(value))
  if (clean.length < Object.keys(attrs).length) place.report('must have attributes that are JSON')
  return Object.fromEntries(clean)
}

function spansOf(text: Y.XmlText, place: Place): Span[] {
  const delta = text.toDelta() as { insert: unknown; attributes?: unknown }[]
  return delta.map(({ insert, attributes }) => {
    if (typeof insert !== 'string') place.report('must have only text in its texts')
    return { text: typeof insert === 'string' ? insert : embedded, marks: readMarks(attributes) }
  })
}

/** A mark is an attribute of the text; its value are the attributes of the mark. */
export function readMarks(attributes: unknown): readonly Mark[] {
  if (!isPlainObject(attributes)) return []
  return sortMarks(
    Object.entries(attributes).map(([key, attrs]) => ({
      type: markTypeOf(key),
      attrs: isPlainObject(attrs) && isJson(attrs) ? attrs : {},
    })),
  )
}
