import { isPlainObject } from '@crochet/hooks'
import {
  Element,
  embedded,
  hasKeys,
  sortMarks,
  toRun,
  type Attrs,
  type Mark,
  type RichNode,
  type Span,
} from './rich-node.ts'

/** Content is never nested deeper (`field-rich-text.ts` of content allows 16). */
export const deepest = 64

/**
 * The nodes of a document as ProseMirror and TipTap write it (`Node.toJSON`), in the form that a `Y.Doc` has for them: without
 * attributes that are `null`, and without marks on nodes that are no text. What is no node is left out.
 */
export function nodesOf(value: unknown): RichNode[] {
  return isPlainObject(value) ? childrenOf(value['content'], 0) : []
}

function childrenOf(content: unknown, depth: number): RichNode[] {
  const nodes: RichNode[] = []
  let spans: Span[] = []
  const endRun = (): void => {
    const run = toRun(spans)
    if (run !== undefined) nodes.push(run)
    spans = []
  }
  for (const node of Array.isArray(content) && depth < deepest ? (content as unknown[]) : []) {
    if (!isPlainObject(node) || typeof node['type'] !== 'string') continue
    const { type, attrs, text, marks } = node
    if (type === 'text') {
      if (typeof text === 'string') spans.push({ text: text.replaceAll(embedded, ''), marks: marksOf(marks) })
      continue
    }
    endRun()
    nodes.push(new Element({ type, attrs: attrsOf(attrs), children: childrenOf(node['content'], depth + 1) }))
  }
  endRun()
  return nodes
}

/** @returns what `Node.toJSON` would give; `null` when there is nothing */
export function documentOf(nodes: readonly RichNode[]): Record<string, unknown> | null {
  const content = contentOf(nodes)
  return content.length === 0 ? null : { type: 'doc', content }
}

function contentOf(nodes: readonly RichNode[]): object[] {
  return nodes.flatMap((node): object[] => {
    if (node.kind === 'run') return node.spans.flatMap(textOf)
    const { type, attrs, children } = node
    const content = contentOf(children)
    return [{ type, ...(hasKeys(attrs) ? { attrs } : {}), ...(content.length > 0 ? { content } : {}) }]
  })
}

function textOf({ text, marks }: Span): object[] {
  const clean = text.replaceAll(embedded, '')
  if (clean === '') return []
  const list = marks.map(({ type, attrs }) => (hasKeys(attrs) ? { type, attrs } : { type }))
  return [{ type: 'text', ...(list.length > 0 ? { marks: list } : {}), text: clean }]
}

export const attrsOf = (attrs: unknown): Attrs =>
  isPlainObject(attrs)
    ? Object.fromEntries(Object.entries(attrs).filter(([, value]) => value !== null && value !== undefined))
    : {}

function marksOf(marks: unknown): readonly Mark[] {
  const list = (Array.isArray(marks) ? (marks as unknown[]) : []).filter(isPlainObject)
  return sortMarks(
    list.flatMap(({ type, attrs }) =>
      typeof type === 'string' ? [{ type, attrs: isPlainObject(attrs) ? attrs : {} }] : [],
    ),
  )
}
