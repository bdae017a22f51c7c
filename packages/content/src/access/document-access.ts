import type { Id } from '@crochet/storage'
import type { Entity, FieldStep } from '../config/compile.ts'
import { markColumn } from '../config/is-live.ts'
import { isIdOf } from '../config/own-id.ts'
import type { Core } from '../core.ts'
import { loadDocument } from '../documents/load-documents.ts'
import { toDoc } from '../documents/row.ts'
import { Forbidden } from '../errors.ts'
import { runRead, type Run } from '../operations/run.ts'
import type { ContentRequest } from '../request.ts'
import type { Doc } from '../untyped.ts'
import { askRule, checkAccess } from './check-access.ts'

/** One document of a collection, or a global. */
export type DocumentReference = { readonly collection: string; readonly id: Id } | { readonly global: string }

/** What somebody may do with a document. */
export interface DocumentRights {
  readonly read: boolean
  readonly update: boolean
  /** Paths of the fields that may not be updated, as hooks name them: `title`, `items.price`, `layout.quote.text`. */
  readonly forbidden: ReadonlySet<string>
}

const none: DocumentRights = { read: false, update: false, forbidden: new Set() }

/** For a door that keeps documents open: what is stored, and what may be done with it, without an operation. */
export class DocumentAccess {
  readonly #core: Core

  constructor(core: Core) {
    this.#core = core
  }

  /**
   * A document as it is stored, secrets included: no hook and no access rule is asked. Not to be shown to anybody as it is.
   *
   * @returns `undefined` where nothing is stored, or there is no such collection
   */
  async stored(reference: DocumentReference): Promise<Doc | undefined> {
    const { entity, id } = this.#resolve(reference)
    return entity !== undefined && isIdOf(entity, id) ? loadDocument(this.#core.documents, entity, id) : undefined
  }

  /**
   * The same, with what was noted of it as `mark` (see `Circumstances`) in the same transaction as the last write that brought one.
   *
   * @returns no `mark` where there never was one
   */
  async marked(reference: DocumentReference): Promise<{ readonly stored: Doc; readonly mark?: string } | undefined> {
    const { entity, id } = this.#resolve(reference)
    if (entity === undefined || !isIdOf(entity, id)) return undefined
    const query = { where: { column: 'id', operator: 'equals', value: id } as const, lists: entity.lists }
    const [row] = await this.#core.documents.find(entity.name, query)
    if (row === undefined) return undefined
    const mark = row[markColumn.name]
    return { stored: toDoc(entity, row), ...(typeof mark === 'string' && { mark }) }
  }

  /**
   * Asks the access rules of a document, and those of its fields, as they stand now. A rule that looks at what is to be written is asked
   * again when it is.
   *
   * @returns nothing allowed where there is no such document
   * @throws ContentError `ACCESS_FAILED` when a rule cannot answer
   */
  async rights(reference: DocumentReference, req: Partial<ContentRequest>): Promise<DocumentRights> {
    const { entity, id } = this.#resolve(reference)
    if (entity === undefined || !isIdOf(entity, id)) return none
    return runRead(this.#core, { entity, operation: 'read', args: { id }, circumstances: { req } }, async (run) => {
      const doc = await loadDocument(run.reader(), entity, id)
      if (doc === undefined && entity.kind === 'collection') return none
      const read = await isAllowed(run, 'read', id)
      const update = read && (await isAllowed(run, 'update', id))
      return {
        read,
        update,
        forbidden: new Set(update ? await forbiddenIn(run, entity.steps.update, { doc, prefix: '' }) : []),
      }
    })
  }

  #resolve(reference: DocumentReference): { entity: Entity | undefined; id: Id } {
    if ('global' in reference) return { entity: this.#core.globals.get(reference.global), id: reference.global }
    return { entity: this.#core.collections.get(reference.collection), id: reference.id }
  }
}

async function isAllowed(run: Run, operation: 'read' | 'update', id: Id): Promise<boolean> {
  try {
    const where = await checkAccess(run, operation)
    if (where === undefined) return true
    const own = { column: 'id', operator: 'equals', value: id } as const
    return (await run.reader().count(run.entity.name, { and: [own, where] })) > 0
  } catch (error) {
    if (error instanceof Forbidden) return false
    throw error
  }
}

/** What is in a field that may not be updated needs no asking. */
async function forbiddenIn(
  run: Run,
  steps: readonly FieldStep[],
  { doc, prefix }: { doc: Doc | undefined; prefix: string },
): Promise<string[]> {
  const paths: string[] = []
  for (const { field, steps: inside, blocks } of steps) {
    const path = prefix + field.name
    const rule = field.config.access?.update
    const args = { req: run.req, id: run.args.id, data: {}, doc }
    if (run.enforce && rule !== undefined && !(await isGranted(() => rule(args)))) {
      paths.push(path)
      continue
    }
    paths.push(...(await forbiddenIn(run, inside, { doc, prefix: `${path}.` })))
    for (const [slug, each] of blocks)
      paths.push(...(await forbiddenIn(run, each, { doc, prefix: `${path}.${slug}.` })))
  }
  return paths
}

async function isGranted(rule: () => boolean | PromiseLike<boolean>): Promise<boolean> {
  try {
    return (await askRule(rule)) === true
  } catch (error) {
    if (error instanceof Forbidden) return false
    throw error
  }
}
