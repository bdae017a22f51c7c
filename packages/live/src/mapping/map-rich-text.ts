import * as Y from 'yjs'
import { editNodes } from '../rich-text/edit-nodes.ts'
import { readFragment } from '../rich-text/read-fragment.ts'
import { canonicalDocument, documentOf, isSameDocument, nodesOf } from '../rich-text/rich-json.ts'
import { Place, type SharedMapping } from './live-field.ts'

/** Rich text: a `Y.XmlFragment` as the bindings of ProseMirror and TipTap write it. A document without nodes is none. */
export const mapRichText: SharedMapping<Y.XmlFragment> = {
  is: 'shared',
  holds: 'rich text (Y.XmlFragment)',
  type: Y.XmlFragment,
  normal: (_, value) => documentOf(nodesOf(value)),
  canonical: (value) => canonicalDocument(nodesOf(value)),
  isSame: isSameDocument,
  read(_, held, place) {
    const readDocument = (): unknown => documentOf(readFragment(held, place))
    return place.memory === undefined ? readDocument() : place.memory.of(held, place.problems, readDocument)
  },
  edit: (_, held, { from, to }) =>
    editNodes(held, { from: nodesOf(from), to: nodesOf(to), current: readFragment(held, new Place()) }),
}
