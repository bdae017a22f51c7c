import * as Y from 'yjs'
import { keysOfMarks } from './mark-keys.ts'
import type { RichNode } from './rich-node.ts'

/** A new Yjs type for a node and everything in it. */
export function buildNode(node: RichNode): Y.XmlElement | Y.XmlText {
  if (node.kind === 'run') {
    const text = new Y.XmlText()
    text.applyDelta(node.spans.map((span) => ({ insert: span.text, attributes: keysOfMarks(span.marks) })))
    return text
  }
  const element = new Y.XmlElement(node.type)
  for (const [name, value] of Object.entries(node.attrs)) element.setAttribute(name, value as string)
  element.insert(0, node.children.map(buildNode))
  return element
}
