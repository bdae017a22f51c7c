import { commonInsertions, commonText, type Insertion } from '../text/common-insertions.ts'
import { alignNodes } from './align-nodes.ts'
import { Element, textOfRun, toRun, type RichNode, type Run, type Span } from './rich-node.ts'

/** Nodes as they were, with what two lists that were made of them have both got. */
export function withCommonNodes(
  base: readonly RichNode[],
  ours: readonly RichNode[],
  theirs: readonly RichNode[],
): RichNode[] {
  const [mine, others] = [placed(base, ours), placed(base, theirs)]
  return [...base, undefined].flatMap((node, place) => {
    const inserted = commonNodes(mine.inserted.get(place) ?? [], others.inserted.get(place) ?? [])
    if (node === undefined) return inserted
    const [our, their] = [mine.paired.get(place), others.paired.get(place)]
    return [...inserted, our === undefined || their === undefined ? node : withCommon(node, our, their)]
  })
}

/** What two lists of nodes have in common. */
export function commonNodes(ours: readonly RichNode[], theirs: readonly RichNode[]): RichNode[] {
  const pairs = alignNodes(ours, theirs)
  return ours.flatMap((node, index) => {
    const other = theirs[pairs[index] ?? -1]
    const common = other === undefined ? undefined : commonNode(node, other)
    return common === undefined ? [] : [common]
  })
}

function commonNode(one: RichNode, other: RichNode): RichNode | undefined {
  if (one.key === other.key) return one
  if (one.kind === 'run') {
    const text = other.kind === 'run' ? commonText(textOfRun(one), textOfRun(other)) : ''
    return toRun([{ text, marks: [] }])
  }
  const children = other.kind === 'element' ? commonNodes(one.children, other.children) : []
  return children.length === 0 ? undefined : new Element({ type: one.type, attrs: one.attrs, children })
}

interface Placed {
  /** Nodes by the place of the one that they were. */
  readonly paired: ReadonlyMap<number, RichNode>
  /** New nodes, by the place of the node that they stand before. */
  readonly inserted: ReadonlyMap<number, readonly RichNode[]>
}

function placed(base: readonly RichNode[], nodes: readonly RichNode[]): Placed {
  const places = new Map(alignNodes(base, nodes).map((at, place) => [at, place]))
  const paired = new Map<number, RichNode>()
  const inserted = new Map<number, RichNode[]>()
  let next = 0
  for (const [at, node] of nodes.entries()) {
    const place = places.get(at)
    if (place === undefined) inserted.set(next, [...(inserted.get(next) ?? []), node])
    else {
      paired.set(place, node)
      next = place + 1
    }
  }
  return { paired, inserted }
}

function withCommon(node: RichNode, ours: RichNode, theirs: RichNode): RichNode {
  if (node.kind === 'run') {
    if (ours.kind !== 'run' || theirs.kind !== 'run') return node
    const insertions = commonInsertions(textOfRun(node), textOfRun(ours), textOfRun(theirs))
    return insertions.length === 0 ? node : (withSpans(node, insertions) ?? node)
  }
  if (ours.kind !== 'element' || theirs.kind !== 'element') return node
  const { type, attrs } = node
  return new Element({ type, attrs, children: withCommonNodes(node.children, ours.children, theirs.children) })
}

/** Text that is put in has no marks: those that it has elsewhere are a change of their own. */
function withSpans({ spans }: Run, insertions: readonly Insertion[]): Run | undefined {
  const made: Span[] = []
  let start = 0
  let left = [...insertions]
  for (const { text, marks } of spans) {
    const here = left.filter(({ at }) => at <= start + text.length)
    left = left.slice(here.length)
    let from = 0
    for (const { at, text: inserted } of here) {
      made.push({ text: text.slice(from, at - start), marks }, { text: inserted, marks: [] })
      from = at - start
    }
    made.push({ text: text.slice(from), marks })
    start += text.length
  }
  return toRun(made)
}
