import type { Id } from '../ports/row.ts'
import type { ReferenceSchema } from '../ports/schema.ts'

/** A column whose values are ids of rows of another table. */
export interface Reference {
  table: string
  column: string
  onDelete: ReferenceSchema['onDelete']
}

/** What refers to what, as it is stored. */
export interface References {
  /** In the order of their names, so that the same one is blamed each time. */
  to(table: string): Reference[]
  /** @returns Ids of the rows that refer to one of these rows. */
  referring(reference: Reference, ids: readonly Id[]): Id[]
}

/** What the deletion of some rows comes to. */
export interface Deletion {
  /** All rows that go, by table. */
  rows: Map<string, Set<Id>>
  /** Rows that stay and lose a value. */
  cleared: { reference: Reference; ids: Id[] }[]
  /** What keeps the rows from being deleted, and the table it refers to. */
  held: { reference: Reference; references: string } | undefined
}

/**
 * Works out what has to go with some rows. As SQLite does it with NO ACTION: whether rows are held is asked of those
 * that are left at the end, so it does not matter in which order the references are looked at.
 */
export function planDeletion(references: References, table: string, ids: readonly Id[]): Deletion {
  const deletion: Deletion = { rows: new Map([[table, new Set(ids)]]), cleared: [], held: undefined }
  const open: [string, Id[]][] = [[table, [...ids]]]
  for (let next = open.pop(); next !== undefined; next = open.pop()) {
    const [target, gone] = next
    for (const reference of references.to(target)) {
      if (reference.onDelete !== 'cascade') continue
      const more = left(deletion, reference.table, references.referring(reference, gone))
      if (more.length === 0) continue
      deletion.rows.set(reference.table, new Set([...(deletion.rows.get(reference.table) ?? []), ...more]))
      open.push([reference.table, more])
    }
  }
  for (const [target, gone] of deletion.rows) {
    for (const reference of references.to(target)) {
      if (reference.onDelete === 'cascade') continue
      const found = left(deletion, reference.table, references.referring(reference, [...gone]))
      if (found.length === 0) continue
      if (reference.onDelete === 'setNull') deletion.cleared.push({ reference, ids: found })
      else deletion.held ??= { reference, references: target }
    }
  }
  return deletion
}

function left({ rows }: Deletion, table: string, ids: readonly Id[]): Id[] {
  const gone = rows.get(table)
  return gone === undefined ? [...ids] : ids.filter((id) => !gone.has(id))
}
