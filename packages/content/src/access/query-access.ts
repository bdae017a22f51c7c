import type { Where as StorageWhere } from '@crochet/storage'
import type { Field } from '../config/compile.ts'
import type { ReadQuery } from '../hooks/payloads.ts'
import type { Run } from '../operations/run.ts'
import { collectionsOn, type PassedField } from '../query/field-path.ts'
import { parseWhere, pathsOf } from '../query/parse-where.ts'
import { resolvePath, unknownField } from '../query/resolve-path.ts'
import { readSelect } from '../query/select.ts'
import { parseSort, toStorageSort } from '../query/sort.ts'
import { toStorageWhere } from '../query/where.ts'
import { isReadable } from './field-access.ts'
import { readableDocuments } from './readable-documents.ts'

/**
 * Checks what a caller asks for: every field exists, and it, those around it and the documents on the way to it may be read by
 * whoever asks. Of other collections only the documents that they may read count (`run.reach`). Conditions that access rules and
 * hooks add later are not the caller's. Fields come first: what is wrong with a value says nothing about a field that may not be
 * read.
 *
 * @returns nothing where no rule has to be asked
 * @throws QueryError; the same for a field that is unknown and one that may not be read
 */
export function checkQueryAccess(run: Run, query: ReadQuery): Promise<void> | undefined {
  run.reach = undefined
  if (query.where !== undefined || query.sort !== undefined) return checkPaths(run, query)
  readSelect(run.entity, query.select)
  return undefined
}

async function checkPaths(run: Run, { where, sort, select }: ReadQuery): Promise<void> {
  const filtered = where === undefined ? [] : pathsOf(parseWhere(where))
  const sorted = sort === undefined ? [] : parseSort(sort).map(({ path }) => path)
  const rights = new Rights(run)
  for (const path of new Set(filtered)) await rights.check(path)
  for (const path of new Set(sorted)) await rights.checkSort(path)
  run.reach = rights.reach
  if (where !== undefined) toStorageWhere(run, where)
  if (sort !== undefined) toStorageSort(run, sort)
  readSelect(run.entity, select)
}

/** What whoever asks may read; each rule is asked once. */
class Rights {
  readonly #run: Run
  readonly #fields = new Map<Field, boolean>()
  readonly #collections = new Map<string, 'none' | 'all' | StorageWhere>()

  constructor(run: Run) {
    this.#run = run
  }

  /** Conditions on the documents of other collections. */
  get reach(): ReadonlyMap<string, StorageWhere> {
    return new Map(
      [...this.#collections].flatMap(([slug, which]) => (typeof which === 'object' ? [[slug, which]] : [])),
    )
  }

  async check(path: string): Promise<void> {
    const field = resolvePath(this.#run, path)
    if (!this.#run.enforce) return
    for (const slug of collectionsOn(field)) if ((await this.#documents(slug)) === 'none') throw this.#unknown(path)
    for (const passed of field.fields) if (!(await this.#isReadable(passed))) throw this.#unknown(path)
  }

  /** An order has no place for documents that may not be read: whoever may read only some of them cannot sort by them. */
  async checkSort(path: string): Promise<void> {
    await this.check(path)
    if (!this.#run.enforce) return
    for (const slug of collectionsOn(resolvePath(this.#run, path))) {
      if ((await this.#documents(slug)) !== 'all') throw this.#unknown(path)
    }
  }

  async #isReadable({ field, entity, mayBeHidden }: PassedField): Promise<boolean> {
    const run = entity === this.#run.entity ? this.#run : { ...this.#run, entity, args: {} }
    if (mayBeHidden === true) return isReadable({ ...run, showHiddenFields: true }, field, undefined)
    const known = this.#fields.get(field)
    if (known !== undefined) return known
    const verdict = await isReadable(run, field, undefined)
    this.#fields.set(field, verdict)
    return verdict
  }

  async #documents(slug: string): Promise<'none' | 'all' | StorageWhere> {
    const known = this.#collections.get(slug)
    if (known !== undefined) return known
    const which = await readableDocuments(this.#run, slug)
    this.#collections.set(slug, which)
    return which
  }

  #unknown(path: string): Error {
    return unknownField(this.#run.entity, path)
  }
}
