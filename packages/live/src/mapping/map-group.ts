import * as Y from 'yjs'
import { MapHolder } from './holder.ts'
import { editLevel, normalLevel, prepareLevel, readLevel } from './level.ts'
import type { SharedMapping } from './live-field.ts'

/** Groups, and tabs with a name: a `Y.Map` with their fields. */
export const mapGroup: SharedMapping<Y.Map<unknown>> = {
  is: 'shared',
  holds: 'a group (Y.Map)',
  type: Y.Map<unknown>,
  normal: ({ fields }, value) => normalLevel(fields, value),
  read: ({ fields }, held, place) => readLevel(fields, new MapHolder(held), place),
  prepare: ({ fields }, held) => prepareLevel(fields, new MapHolder(held)),
  // No group at all is one whose fields are all without a value.
  edit: ({ fields }, held, change) =>
    editLevel(fields, new MapHolder(held), { ...change, to: change.to ?? normalLevel(fields, null) }),
}
