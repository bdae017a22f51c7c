import { isPlainObject } from '@crochet/hooks'
import * as Y from 'yjs'
import { isJson } from '../canonical-json.ts'
import type { Place } from '../mapping/live-field.ts'
import { markTypeOf } from './mark-keys.ts'
import { attrsOf, deepest } from './rich-json.ts'
import { embedded, sortMarks, toElement, toRun, type Attrs, type Mark, type RichNode, type Span } from './rich-node.ts'

/** The nodes in a fragment, each with where it is. What is no rich text is reported, and left out. */
export function readFragment(parent: Y.XmlFragment, place: Place, depth: number = 0): RichNode[] {
  const nodes: RichNode[] = []
  let texts: Y.XmlText[] = []
  const children = parent.toArray() as unknown[]
  const endRun = (end: number): void => {
    if (texts.length === 0) return
    const spans = texts.flatMap((text) => spansOf(text, place))
    const run = toRun(spans, { index: end - texts.length, texts })
    if (run !== undefined) nodes.push(run)
    texts = []
  }
  for (const [index, child] of children.entries()) {
    if (child instanceof Y.XmlText) {
      texts.push(child)
      continue
    }
    endRun(index)
    if (child instanceof Y.XmlElement && depth < deepest) nodes.push(elementOf(child, { index, place, depth }))
    else place.report('must be made of nodes and texts, not nested too deep')
  }
  endRun(children.length)
  return nodes
}

function elementOf(
  element: Y.XmlElement,
  { index, place, depth }: { index: number; place: Place; depth: number },
): RichNode {
  const children = readFragment(element, place, depth + 1)
  return toElement({ type: element.nodeName, attrs: readAttrs(element, place), children, source: { index, element } })
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
