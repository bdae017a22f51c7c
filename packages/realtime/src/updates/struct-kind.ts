/** Kind of a struct in Yjs' V1 encoding: the low five bits of its info byte. All but `gc` and `skip` are items. */
export const structKind = {
  gc: 0,
  deleted: 1,
  json: 2,
  binary: 3,
  string: 4,
  embed: 5,
  format: 6,
  type: 7,
  any: 8,
  doc: 9,
  skip: 10,
}

export const kindBits = 0b0001_1111
/** What stands between the info byte of an item and its content. Parent and key do without both origins only. */
export const hasParentSub = 0b0010_0000
export const hasRightOrigin = 0b0100_0000
export const hasOrigin = 0b1000_0000
