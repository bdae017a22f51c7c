import type { Field } from '../config/compile.ts'
import type { Data, Doc } from '../untyped.ts'
import type { WriteRun } from './run.ts'

/** How many copies of one document get a value of their own. */
const mostCopies = 100
const slugPattern = /^[a-z0-9]+(?:-[a-z0-9]+)*$/

/**
 * Gives the copy of a document values of its own in its unique fields, unless a `beforeDuplicate` handler has changed the value
 * or the caller sends another one. `Title` becomes `Title - Copy`, then `Title - Copy 2`; a text like `some-slug` becomes
 * `some-slug-copy`, then `some-slug-copy-2`. Other types have no value that could be made up: theirs is left out.
 */
export async function freeUniqueValues(
  run: WriteRun,
  copy: Data,
  { original, sent }: { original: Doc; sent: Data },
): Promise<void> {
  for (const field of run.entity.fields) {
    const { name, config } = field
    const value: unknown = copy[name] ?? null
    const isUnique = run.entity.table.columns.some((column) => column.name === name && column.unique === true)
    if (!isUnique || value === null || value !== original[name] || sent[name] !== undefined) continue
    const isText = ['text', 'textarea', 'slug'].includes(config.type)
    copy[name] = isText ? await freeText(run, field, String(value)) : undefined
  }
}

async function freeText(run: WriteRun, { name, config, type }: Field, value: string): Promise<string | undefined> {
  const [copied, between] = slugPattern.test(value) ? ['-copy', '-'] : [' - Copy', ' ']
  const endings = Array.from({ length: mostCopies }, (_, index) =>
    index === 0 ? copied : `${copied}${between}${index + 1}`,
  )
  const longest = 'maxLength' in config ? config.maxLength : undefined
  const candidates = endings.map((ending) => shortened(value, (longest ?? Infinity) - ending.length) + ending)
  const valid = candidates.filter((candidate) => type.check(candidate, config) === undefined)
  const where = { column: name, operator: 'in' as const, value: valid }
  const rows = await run.reader().find(run.entity.name, { where })
  const taken = new Set(rows.map((row) => row[name]))
  return valid.find((candidate) => !taken.has(candidate))
}

/** The beginning of a text; a character of two units is kept whole or left out. */
function shortened(text: string, longest: number): string {
  if (text.length <= longest) return text
  return text.slice(0, Math.max(0, longest)).replace(/[\uD800-\uDBFF]$/, '')
}
