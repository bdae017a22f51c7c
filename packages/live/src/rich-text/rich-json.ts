import { isPlainObject } from '@crochet/hooks'
import {
  canonicalNodes,
  Element,
  embedded,
  isSameNodes,
  jsonOfNodes,
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
  return childrenOf(contentOf(value), 0)
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
  const content = jsonOfNodes(nodes)
  return content.length === 0 ? null : { type: 'doc', content }
}

/** `canonicalJson(documentOf(nodes))`, made at once. */
export function canonicalDocument(nodes: readonly RichNode[]): string {
  const content = canonicalNodes(nodes)
  return content === '[]' ? 'null' : `{"content":${content},"type":"doc"}`
}

/** Whether two documents mean the same. Elements that both share, before and behind all that differ, are not looked at. */
export function isSameDocument(one: unknown, other: unknown): boolean {
  const [a, b] = [contentOf(one), contentOf(other)]
  let [start, end] = [0, 0]
  const most = Math.min(a.length, b.length)
  while (start < most && a[start] === b[start] && isElement(a[start])) start++
  while (end < most - start && a[a.length - 1 - end] === b[b.length - 1 - end] && isElement(a[a.length - 1 - end]))
    end++
  const inner = (content: readonly unknown[]): RichNode[] => childrenOf(content.slice(start, content.length - end), 0)
  return isSameNodes(inner(a), inner(b))
}

const contentOf = (value: unknown): readonly unknown[] =>
  isPlainObject(value) && Array.isArray(value['content']) ? (value['content'] as unknown[]) : []

/** Neighbouring texts are one, so they cannot be looked at one by one. */
const isElement = (node: unknown): boolean =>
  isPlainObject(node) && typeof node['type'] === 'string' && node['type'] !== 'text'

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
