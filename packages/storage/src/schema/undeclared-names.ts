import type { Schema } from './schema.ts'
import type { Table } from './table.ts'

/**
 * @param stored Columns of every table that is stored.
 * @returns What of it is in no declaration, neither a new nor an earlier one: `drafts`, `posts.subtitle`; in order.
 */
export function undeclaredNames(
  stored: ReadonlyMap<string, readonly string[]>,
  { declared, schema }: { declared: readonly Table[]; schema: Schema },
): string[] {
  const newer = new Map(declared.map((table) => [table.name, table]))
  return [...stored]
    .flatMap(([name, columns]) => {
      const table = newer.get(name) ?? schema.get(name)
      if (table === undefined) return [name]
      return columns.filter((column) => !table.columns.has(column)).map((column) => `${name}.${column}`)
    })
    .sort()
}
