import * as Y from 'yjs'
import { editNodes } from '../rich-text/edit-nodes.ts'
import { readFragment } from '../rich-text/read-fragment.ts'
import { documentOf, nodesOf } from '../rich-text/rich-json.ts'
import { isSameNodes } from '../rich-text/rich-node.ts'
import { Place, type SharedMapping } from './live-field.ts'

/** Rich text: a `Y.XmlFragment` as the bindings of ProseMirror and TipTap write it. A document without nodes is none. */
export const mapRichText: SharedMapping<Y.XmlFragment> = {
  is: 'shared',
  holds: 'rich text (Y.XmlFragment)',
  type: Y.XmlFragment,
  normal: (_, value) => documentOf(nodesOf(value)),
  isSame: (one, other) => isSameNodes(nodesOf(one), nodesOf(other)),
  read: (_, held, place) => documentOf(readFragment(held, place)),
  edit: (_, held, { from, to }) =>
    editNodes(held, { from: nodesOf(from), to: nodesOf(to), current: readFragment(held, new Place()) }),
}
