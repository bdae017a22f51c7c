import type { Hooks } from '@crochet/hooks'
import { systemClock, type Clock, type Storage } from '@crochet/storage'
import {
  isForMany,
  type CountOptions,
  type CreateOptions,
  type DeleteManyOptions,
  type DeleteOptions,
  type DuplicateOptions,
  type FindByIDOptions,
  type FindDistinctOptions,
  type FindGlobalOptions,
  type FindOptions,
  type InCollection,
  type InGlobal,
  type UpdateGlobalOptions,
  type UpdateManyOptions,
  type UpdateOptions,
} from './call-options.ts'
import { checkConfig, type ContentConfig } from './config/check.ts'
import type { CollectionConfig } from './config/collection-config.ts'
import { compileCollection, compileGlobal, type Entity } from './config/compile.ts'
import { checkJoinQueries } from './config/check-joins.ts'
import { idTypesOf } from './config/check-relations.ts'
import type { GlobalConfig } from './config/global-config.ts'
import { findReferrers } from './config/referrers.ts'
import { ambientOf, type Core } from './core.ts'
import { NotFound } from './errors.ts'
import { attachConfigured } from './hooks/attach.ts'
import type { ErrorAnswer, OperationArgs, OperationName } from './hooks/payloads.ts'
import { rootPoints } from './hooks/points.ts'
import { toActor, type Circumstances } from './operations/circumstances.ts'
import type { Bulk, BulkResult } from './operations/bulk.ts'
import { count } from './operations/count.ts'
import { create } from './operations/create.ts'
import { deleteByID } from './operations/delete.ts'
import { deleteMany } from './operations/delete-many.ts'
import { duplicate } from './operations/duplicate.ts'
import { find } from './operations/find.ts'
import { findByID } from './operations/find-by-id.ts'
import { findDistinct } from './operations/find-distinct.ts'
import { findGlobal } from './operations/find-global.ts'
import type { Request } from './operations/run.ts'
import { update } from './operations/update.ts'
import { updateGlobal } from './operations/update-global.ts'
import { updateMany } from './operations/update-many.ts'
import type { Log } from './ports.ts'
import { checkJoins, checkPopulate, readDepth } from './query/depth.ts'
import type { DistinctPage, Page } from './query/page.ts'
import { shown } from './query/shown.ts'
import { ErrorReports, type ErrorReport } from './report-error.ts'
import type { ContentRequest } from './request.ts'
import type { Doc } from './untyped.ts'

export interface ContentOptions extends ContentConfig {
  /** Needs a `scope`; its `report` should lead to `content.reportError`. */
  readonly engine: Hooks
  readonly storage: Pick<Storage, 'documents'>
  readonly log: Log
  /** Gives the time for `createdAt` and `updatedAt`. Default: the system's. */
  readonly now?: () => Date
  /** Timers, so that tests can move them by hand. Default: the system's. */
  readonly clock?: Clock
}

/**
 * The Local API (spec: content.md). A call made inside an operation joins its transaction and acts as its user; outside any it
 * is the system itself, unless `user` or `req` is given.
 */
export class Content {
  readonly #core: Core
  readonly #reports: ErrorReports

  constructor(core: Core) {
    this.#core = core
    this.#reports = new ErrorReports(core)
  }

  get collections(): CollectionConfig[] {
    return [...this.#core.collections.values()].flatMap(({ about }) =>
      'collection' in about ? [about.collection] : [],
    )
  }

  get globals(): GlobalConfig[] {
    return [...this.#core.globals.values()].flatMap(({ about }) => ('global' in about ? [about.global] : []))
  }

  /** Brings the tables in line with the configuration. @returns a line for each step; none when everything was there */
  migrate(): Promise<string[]> {
    const entities = [...this.#core.collections.values(), ...this.#core.globals.values()]
    return this.#core.documents.migrate(entities.flatMap(({ tables }) => tables))
  }

  /** @returns the document as hooks have left it. @throws ValidationError, Forbidden, Conflict, HookError */
  create(options: CreateOptions): Promise<Doc> {
    return this.#inCollection(options, 'create', create)
  }

  /** @returns one page. @throws QueryError, Forbidden, HookError */
  find(options: FindOptions): Promise<Page> {
    return this.#inCollection(options, 'read', find)
  }

  /** @throws NotFound also when it may not be read; Forbidden, HookError */
  findByID(options: FindByIDOptions): Promise<Doc> {
    return this.#inCollection(options, 'read', findByID)
  }

  /**
   * Changes the fields that are sent: of one document, or of all that match `where`, in one transaction.
   *
   * @returns the document; for many `{ docs, errors }`
   * @throws ValidationError, NotFound, Forbidden, Conflict, HookError; for many QueryError, and the others when it is to `abort`
   */
  update(options: UpdateOptions): Promise<Doc>
  update(options: UpdateManyOptions): Promise<BulkResult>
  update(options: UpdateOptions | UpdateManyOptions): Promise<Doc | BulkResult> {
    return isForMany(options)
      ? this.#many(options, 'update', updateMany)
      : this.#inCollection(options, 'update', update)
  }

  /**
   * Deletes one document, or all that match `where`, in one transaction.
   *
   * @returns ids only: what is deleted has not passed `afterRead`
   * @throws NotFound, Forbidden, Conflict, HookError; for many QueryError, and the others when it is to `abort`
   */
  delete(options: DeleteOptions): Promise<{ id: string }>
  delete(options: DeleteManyOptions): Promise<BulkResult<{ id: string }>>
  delete(options: DeleteOptions | DeleteManyOptions): Promise<{ id: string } | BulkResult<{ id: string }>> {
    return isForMany(options)
      ? this.#many(options, 'delete', deleteMany)
      : this.#inCollection(options, 'delete', deleteByID)
  }

  /**
   * Creates a document like the one with this id, from what is stored. For hooks it is a `create`.
   *
   * @throws NotFound, ValidationError, Forbidden, Conflict, HookError
   */
  duplicate(options: DuplicateOptions): Promise<Doc> {
    return this.#inCollection(options, 'create', duplicate)
  }

  /** @throws QueryError, Forbidden, HookError */
  count(options: CountOptions): Promise<{ totalDocs: number }> {
    return this.#inCollection(options, 'read', count)
  }

  /** @returns one page of the values that a field has. @throws QueryError, Forbidden, HookError */
  findDistinct(options: FindDistinctOptions): Promise<DistinctPage> {
    return this.#inCollection(options, 'read', findDistinct)
  }

  /** @throws Forbidden, HookError */
  findGlobal(options: FindGlobalOptions): Promise<Doc> {
    return this.#inGlobal(options, 'read', findGlobal)
  }

  /** Changes the fields that are sent. @throws ValidationError, Forbidden, Conflict, HookError */
  updateGlobal(options: UpdateGlobalOptions): Promise<Doc> {
    return this.#inGlobal(options, 'update', updateGlobal)
  }

  /**
   * Takes an error to `afterError`, once. For doors (REST, live, jobs); the Local API reports its own.
   *
   * @returns what handlers want the answer to be. Never rejects.
   */
  reportError(error: unknown, about: ErrorReport = {}): Promise<ErrorAnswer> {
    return this.#reports.report(error, about)
  }

  /** Runs `work` so that Local API calls in it act as `req` does, with access enforced: for doors that run user code. */
  runAs<T>(req: Partial<ContentRequest>, work: () => T): T {
    const { req: own, actor } = toActor(this.#core, { req }, undefined)
    return this.#core.hooks.operation({ name: `request (${own.source})` }, (operation) => {
      this.#core.ambients.set(operation, { req: own, actor, scope: undefined })
      return work()
    })
  }

  /** Nobody else hears of the documents that fail: so they are reported here, once the transaction is over, whatever the door. */
  async #many<D>(
    options: InCollection & OperationArgs,
    operation: OperationName,
    perform: Perform<Bulk<D>>,
  ): Promise<BulkResult<D>> {
    const isOutermost = ambientOf(this.#core) === undefined
    const { result, failures } = await this.#inCollection(options, operation, perform)
    const { collection, req } = options
    for (const error of isOutermost ? failures : []) {
      await this.reportError(error, { source: req?.source ?? 'local', collection })
    }
    return result
  }

  async #inCollection<R>(
    options: InCollection & OperationArgs,
    operation: OperationName,
    perform: Perform<R>,
  ): Promise<R> {
    const { collection } = options
    return this.#atTheDoor(options, collection, () => {
      const entity = this.#core.collections.get(collection)
      if (entity === undefined)
        throw new NotFound(`There is no collection "${shown(collection)}".`, 'UNKNOWN_COLLECTION')
      this.#checkAnswer(entity, options)
      return perform(this.#core, toRequest(entity, operation, options))
    })
  }

  async #inGlobal<R>(options: InGlobal & OperationArgs, operation: OperationName, perform: Perform<R>): Promise<R> {
    return this.#atTheDoor(options, undefined, () => {
      const entity = this.#core.globals.get(options.slug)
      if (entity === undefined) throw new NotFound(`There is no global "${shown(options.slug)}".`, 'UNKNOWN_GLOBAL')
      this.#checkAnswer(entity, options)
      return perform(this.#core, toRequest(entity, operation, options))
    })
  }

  /** Before anything runs: what is wrong with it would otherwise come out once the document is written. */
  #checkAnswer(entity: Entity, { depth, populate, joins }: OperationArgs): void {
    readDepth(depth)
    checkPopulate(populate, this.#core.collections)
    checkJoins(entity, joins)
  }

  /** Another door reports what passes through it, and a hook may still catch what it calls: only the outermost call reports. */
  async #atTheDoor<R>(options: Circumstances, collection: string | undefined, run: () => Promise<R>): Promise<R> {
    try {
      return await run()
    } catch (error) {
      const isOurs = (options.req?.source ?? 'local') === 'local' && ambientOf(this.#core) === undefined
      if (isOurs) {
        const { req } = toActor(this.#core, options, undefined)
        await this.reportError(error, { source: 'local', collection, req })
      }
      throw error
    }
  }
}

type Perform<R> = (core: Core, request: Request) => Promise<R>

const argNames = [
  'id',
  'data',
  'field',
  'where',
  'sort',
  'limit',
  'page',
  'pagination',
  'select',
  'depth',
  'populate',
  'joins',
  'onError',
] as const satisfies readonly (keyof OperationArgs)[]

function toRequest(entity: Entity, operation: OperationName, options: OperationArgs & Circumstances): Request {
  const args: Record<string, unknown> = {}
  for (const name of argNames) if (options[name] !== undefined) args[name] = options[name]
  return { entity, operation, args, circumstances: options }
}

/**
 * Makes the content of an application: checks and compiles the configuration, declares its hook points and attaches its
 * handlers. Call `migrate` before the first operation.
 *
 * @throws ConfigError with every problem of the configuration; HookError for a handler the engine does not take
 */
export async function createContent(options: ContentOptions): Promise<Content> {
  checkConfig(options)
  const { engine: hooks } = options
  const compiling = { hooks, idTypes: idTypesOf(options.collections ?? []) }
  const collections = new Map(options.collections?.map((config) => [config.slug, compileCollection(config, compiling)]))
  checkJoinQueries(collections)
  const globals = new Map(options.globals?.map((config) => [config.slug, compileGlobal(config, compiling)]))
  const core: Core = {
    hooks,
    documents: options.storage.documents,
    log: options.log,
    now: options.now ?? ((): Date => new Date()),
    clock: options.clock ?? systemClock,
    root: rootPoints(hooks),
    collections,
    globals,
    referrers: findReferrers([...collections.values(), ...globals.values()]),
    ambients: new WeakMap(),
    systemRequests: new WeakSet(),
    failedRequests: new WeakMap(),
  }
  attachConfigured(hooks, options)
  return new Content(core)
}
