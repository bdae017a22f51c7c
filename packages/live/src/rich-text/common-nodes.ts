import { commonText } from '../text/common-text.ts'
import { alignNodes } from './align-nodes.ts'
import { Element, textOfRun, toRun, type RichNode } from './rich-node.ts'

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
