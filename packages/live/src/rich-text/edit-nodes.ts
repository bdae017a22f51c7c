import type * as Y from 'yjs'
import { isDeepStrictEqual } from 'node:util'
import { alignNodes } from './align-nodes.ts'
import { buildNode } from './build-node.ts'
import { editRun } from './edit-run.ts'
import { isSameNodes, type Element, type RichNode } from './rich-node.ts'

/** What the nodes in a Yjs type are to be made from and into. */
export interface NodesChange {
  readonly from: readonly RichNode[]
  readonly to: readonly RichNode[]
  /** As they are now: those of `readFragment`. */
  readonly current: readonly RichNode[]
}

/**
 * Makes the smallest edit of nodes: those that stay are the same Yjs types as before, with the cursors in them, and what others have
 * written meanwhile stays, too.
 */
export function editNodes(parent: Y.XmlFragment, { from, to, current }: NodesChange): void {
  if (isSameNodes(from, to) || isSameNodes(current, to)) return
  const [wanted, found] = [alignNodes(from, to), alignNodes(from, current)]
  const known = new Set(found)
  const originOf = new Map(wanted.map((toAt, fromAt) => [toAt, fromAt]))
  const plan = new Plan(parent, current)
  for (const [fromAt, node] of from.entries()) {
    const now = current[found[fromAt] ?? -1]
    if (wanted[fromAt] === -1 && now !== undefined) plan.remove(found[fromAt] ?? -1, node)
  }
  let anchor = -1
  for (const [toAt, node] of to.entries()) {
    const fromAt = originOf.get(toAt) ?? -1
    const before = from[fromAt]
    const place = found[fromAt] ?? -1
    const now = current[place]
    if (before !== undefined && now !== undefined) {
      editNode(now, before, node)
      anchor = place
    } else if (before === undefined || before.key !== node.key) {
      // New; or somebody has removed it meanwhile, and what is new in it is not lost.
      const next = current[anchor + 1]
      if (before === undefined && next?.key === node.key && !known.has(anchor + 1)) anchor++
      else plan.insert(anchor, node)
    }
  }
  plan.carryOut()
}

/** @param to `undefined`: everything that was in it goes */
function editNode(current: RichNode, from: RichNode, to: RichNode | undefined): void {
  if (to?.key === from.key || to?.key === current.key) return
  if (current.kind === 'run') {
    if (from.kind === 'run') editRun(current, { from, to: to?.kind === 'run' ? to : undefined })
    return
  }
  const { element } = current
  if (element === undefined || from.kind !== 'element') return
  if (to?.kind === 'element') editAttrs(element, from, to)
  editNodes(element, {
    from: from.children,
    to: to?.kind === 'element' ? to.children : [],
    current: current.children,
  })
}

function editAttrs(element: Y.XmlElement, from: Element, to: Element): void {
  for (const name of new Set([...Object.keys(from.attrs), ...Object.keys(to.attrs)])) {
    const value: unknown = to.attrs[name]
    if (isDeepStrictEqual(from.attrs[name], value)) continue
    if (value === undefined) element.removeAttribute(name)
    else element.setAttribute(name, value as string)
  }
}

/** What is to be put in and taken out, from the end to the beginning, so that places stay what they are. */
class Plan {
  readonly #parent: Y.XmlFragment
  readonly #current: readonly RichNode[]
  /** Where the types of these nodes are in their parent. */
  readonly #places: ReadonlyMap<unknown, number>
  readonly #inserts = new Map<number, RichNode[]>()
  readonly #removals = new Set<number>()

  constructor(parent: Y.XmlFragment, current: readonly RichNode[]) {
    this.#parent = parent
    this.#current = current
    this.#places = new Map(parent.toArray().map((type, index) => [type, index]))
  }

  /** @param after place among the current nodes; -1 for the beginning */
  insert(after: number, node: RichNode): void {
    this.#inserts.set(after, [...(this.#inserts.get(after) ?? []), node])
  }

  /** What somebody has written into a node meanwhile stays, in the node. */
  remove(place: number, was: RichNode): void {
    const now = this.#current[place]
    if (now === undefined) return
    if (now.key === was.key || !hasNews(now, was)) this.#removals.add(place)
    else editNode(now, was, undefined)
  }

  carryOut(): void {
    for (let place = this.#current.length - 1; place >= -1; place--) {
      const node = this.#current[place]
      const { start, end } = node === undefined ? { start: 0, end: 0 } : this.#extentOf(node)
      const inserts = this.#inserts.get(place) ?? []
      if (inserts.length > 0) this.#parent.insert(end, inserts.map(buildNode))
      if (this.#removals.has(place)) this.#parent.delete(start, end - start)
    }
  }

  #extentOf(node: RichNode): { start: number; end: number } {
    const types = node.kind === 'run' ? node.texts : [node.element]
    const start = this.#places.get(types[0]) ?? 0
    return { start, end: start + types.length }
  }
}

/** Whether there is anything in a node that was not there before. */
function hasNews(now: RichNode, was: RichNode): boolean {
  if (now.kind === 'run') return was.kind === 'run' && !isPart(now, was)
  if (was.kind === 'run') return true
  const pairs = alignNodes(was.children, now.children)
  const known = new Set(pairs)
  return now.children.some((child, index) => {
    const before = was.children[pairs.indexOf(index)]
    return !known.has(index) || before === undefined || (before.key !== child.key && hasNews(child, before))
  })
}

/** Whether a text is another one with parts left out. */
function isPart(now: RichNode, was: RichNode): boolean {
  const [text, before] = [plainText(now), plainText(was)]
  let at = 0
  for (const character of text) {
    at = before.indexOf(character, at)
    if (at < 0) return false
    at += character.length
  }
  return true
}

const plainText = (node: RichNode): string =>
  node.kind === 'run' ? node.spans.map(({ text }) => text).join('') : node.children.map(plainText).join('')
