import type { TableSchema } from '@crochet/storage'
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
  type FindGlobalVersionOptions,
  type FindGlobalVersionsOptions,
  type CountGlobalVersionsOptions,
  type RestoreGlobalVersionOptions,
  type FindVersionOptions,
  type FindVersionsOptions,
  type CountVersionsOptions,
  type RestoreVersionOptions,
  type UpdateGlobalOptions,
  type UpdateManyOptions,
  type UpdateOptions,
} from './call-options.ts'
import { DocumentAccess } from './access/document-access.ts'
import { AuthApi } from './auth/auth-api.ts'
import { Background } from './background/background.ts'
import type { CollectionConfig } from './config/collection-config.ts'
import type { GlobalConfig } from './config/global-config.ts'
import { Ambient, type Core } from './core.ts'
import type { ErrorAnswer } from './hooks/payloads.ts'
import { LocalDoor, type LooseOptions } from './local-door.ts'
import { toActor } from './operations/circumstances.ts'
import type { BulkResult } from './operations/bulk.ts'
import { count } from './operations/count.ts'
import { create } from './operations/create.ts'
import { deleteByID } from './operations/delete.ts'
import { deleteMany } from './operations/delete-many.ts'
import { duplicate } from './operations/duplicate.ts'
import { find } from './operations/find.ts'
import { findByID } from './operations/find-by-id.ts'
import { findDistinct } from './operations/find-distinct.ts'
import { findGlobal } from './operations/find-global.ts'
import { update } from './operations/update.ts'
import { updateGlobal } from './operations/update-global.ts'
import { updateMany } from './operations/update-many.ts'
import type { DistinctPage, Page } from './query/page.ts'
import { ErrorReports, type ErrorReport } from './report-error.ts'
import type { ContentRequest } from './request.ts'
import { migrateSchema, planSchema, type MigrateMode, type SchemaPlan } from './schema/migrate-schema.ts'
import { tablesOfEntities } from './schema/tables-of.ts'
import type {
  Answer,
  CollectionSlug,
  GlobalSlug,
  IdOf,
  SelectOf,
  VersionAnswer,
  VersionSelectOf,
} from './types/register.ts'

const reading = { operation: 'read', of: 'versions' } as const
const counting = { operation: 'countVersions', of: 'versions' } as const
const restoring = { operation: 'update', of: 'documents' } as const

/**
 * The Local API (spec: content.md). A call made inside an operation joins its transaction and acts as its user; outside any it
 * is the system itself, unless `user` or `req` is given.
 */
export class Content {
  readonly #core: Core
  readonly #reports: ErrorReports
  readonly #door: LocalDoor
  /** Signing in and out: `login`, `logout`, `me` and what else auth collections have. */
  readonly auth: AuthApi
  /** For doors that keep documents open. */
  readonly access: DocumentAccess
  /** For a queue of jobs. */
  readonly background: Background

  constructor(core: Core) {
    this.#core = core
    this.#reports = new ErrorReports(core)
    this.#door = new LocalDoor(core, this.#reports)
    this.access = new DocumentAccess(core)
    this.background = new Background(core)
    this.auth = new AuthApi(core, { run: this.#door.atTheDoor.bind(this.#door), reports: this.#reports })
  }

  get collections(): CollectionConfig[] {
    return [...this.#core.collections.values()].flatMap(({ about }) =>
      'collection' in about ? [about.collection] : [],
    )
  }

  get globals(): GlobalConfig[] {
    return [...this.#core.globals.values()].flatMap(({ about }) => ('global' in about ? [about.global] : []))
  }

  /**
   * What `migrate` would do, and what it would keep. Changes nothing.
   *
   * @throws StorageError `SCHEMA_CHANGE` listing what cannot be done without losing data, and how to go about it
   */
  plan(): Promise<SchemaPlan> {
    return planSchema(this.#core.documents, this.#tables)
  }

  /**
   * Brings the tables in line with the configuration, all or nothing; with the mode `production` it only checks that they are.
   * Nothing is ever dropped. Call it before the first operation.
   *
   * @returns a line for each step; none when everything was there
   * @throws StorageError `SCHEMA_CHANGE` as `plan`; ContentError `MIGRATION_PENDING` with the lines of what is to be done
   */
  migrate({ mode = 'development' }: { mode?: MigrateMode } = {}): Promise<string[]> {
    return migrateSchema(this.#core.documents, this.#tables, mode)
  }

  /** Asks the database for something that is not there. @throws StorageError when it does not answer, or has no such table */
  async ping(): Promise<void> {
    const [entity] = [...this.#core.collections.values(), ...this.#core.globals.values()]
    if (entity !== undefined) await this.#core.documents.findByID(entity.name, entity.ids === 'number' ? 0 : '')
  }

  get #tables(): TableSchema[] {
    return tablesOfEntities([...this.#core.collections.values(), ...this.#core.globals.values()])
  }

  /** @returns the document as hooks have left it. @throws ValidationError, Forbidden, Conflict, HookError */
  create<S extends CollectionSlug, const Sel extends SelectOf<S> | undefined = undefined>(
    options: CreateOptions<S, Sel>,
  ): Promise<Answer<S, Sel>> {
    return this.#door.inCollection(options, 'create', create)
  }

  /** @returns one page. @throws QueryError, Forbidden, HookError */
  find<S extends CollectionSlug, const Sel extends SelectOf<S> | undefined = undefined>(
    options: FindOptions<S, Sel>,
  ): Promise<Page<Answer<S, Sel>>> {
    return this.#door.inCollection(options, 'read', find)
  }

  /** @throws NotFound also when it may not be read; Forbidden, HookError */
  findByID<S extends CollectionSlug, const Sel extends SelectOf<S> | undefined = undefined>(
    options: FindByIDOptions<S, Sel>,
  ): Promise<Answer<S, Sel>> {
    return this.#door.inCollection(options, 'read', findByID)
  }

  /**
   * Changes the fields that are sent: of one document, or of all that match `where`, in one transaction.
   *
   * @returns the document; for many `{ docs, errors }`
   * @throws ValidationError, NotFound, Forbidden, Conflict, HookError; for many QueryError, and the others when it is to `abort`
   */
  update<S extends CollectionSlug, const Sel extends SelectOf<S> | undefined = undefined>(
    options: UpdateOptions<S, Sel>,
  ): Promise<Answer<S, Sel>>
  update<S extends CollectionSlug, const Sel extends SelectOf<S> | undefined = undefined>(
    options: UpdateManyOptions<S, Sel>,
  ): Promise<BulkResult<Answer<S, Sel>>>
  update(options: LooseOptions): Promise<unknown> {
    return isForMany(options as object)
      ? this.#door.many(options, 'update', updateMany)
      : this.#door.inCollection(options, 'update', update)
  }

  /**
   * Deletes one document, or all that match `where`, in one transaction.
   *
   * @returns ids only: what is deleted has not passed `afterRead`
   * @throws NotFound, Forbidden, Conflict, HookError; for many QueryError, and the others when it is to `abort`
   */
  delete<S extends CollectionSlug>(options: DeleteOptions<S>): Promise<{ id: IdOf<S> }>
  delete<S extends CollectionSlug>(options: DeleteManyOptions<S>): Promise<BulkResult<{ id: IdOf<S> }>>
  delete(options: LooseOptions): Promise<unknown> {
    return isForMany(options as object)
      ? this.#door.many(options, 'delete', deleteMany)
      : this.#door.inCollection(options, 'delete', deleteByID)
  }

  /**
   * Creates a document like the one with this id, from what is stored. For hooks it is a `create`.
   *
   * @throws NotFound, ValidationError, Forbidden, Conflict, HookError
   */
  duplicate<S extends CollectionSlug, const Sel extends SelectOf<S> | undefined = undefined>(
    options: DuplicateOptions<S, Sel>,
  ): Promise<Answer<S, Sel>> {
    return this.#door.inCollection(options, 'create', duplicate)
  }

  /** @throws QueryError, Forbidden, HookError */
  count<S extends CollectionSlug>(options: CountOptions<S>): Promise<{ totalDocs: number }> {
    return this.#door.inCollection(options, 'read', count)
  }

  /** @returns one page of the values that a field has. @throws QueryError, Forbidden, HookError */
  findDistinct<S extends CollectionSlug>(options: FindDistinctOptions<S>): Promise<DistinctPage> {
    return this.#door.inCollection(options, 'read', findDistinct)
  }

  /** @throws Forbidden, HookError */
  findGlobal<S extends GlobalSlug, const Sel extends SelectOf<`globals/${S}`> | undefined = undefined>(
    options: FindGlobalOptions<S, Sel>,
  ): Promise<Answer<`globals/${S}`, Sel>> {
    return this.#door.inGlobal(options, 'read', findGlobal)
  }

  /** Changes the fields that are sent. @throws ValidationError, Forbidden, Conflict, HookError */
  updateGlobal<S extends GlobalSlug, const Sel extends SelectOf<`globals/${S}`> | undefined = undefined>(
    options: UpdateGlobalOptions<S, Sel>,
  ): Promise<Answer<`globals/${S}`, Sel>> {
    return this.#door.inGlobal(options, 'update', updateGlobal)
  }

  /** @returns one page of versions, the newest first. @throws NotFound `NO_VERSIONS`, QueryError, Forbidden, HookError */
  findVersions<S extends CollectionSlug, const Sel extends VersionSelectOf<S> | undefined = undefined>(
    options: FindVersionsOptions<S, Sel>,
  ): Promise<Page<VersionAnswer<S, Sel>>> {
    return this.#door.versions(options, reading, (part) => part.findVersions)
  }

  /** @param options `id` is that of the version. @throws NotFound also when it may not be read; Forbidden, HookError */
  findVersionByID<S extends CollectionSlug, const Sel extends VersionSelectOf<S> | undefined = undefined>(
    options: FindVersionOptions<S, Sel>,
  ): Promise<VersionAnswer<S, Sel>> {
    return this.#door.versions(options, reading, (part) => part.findVersionByID)
  }

  /** @throws NotFound `NO_VERSIONS`, QueryError, Forbidden, HookError */
  countVersions<S extends CollectionSlug>(options: CountVersionsOptions<S>): Promise<{ totalDocs: number }> {
    return this.#door.versions(options, counting, (part) => part.countVersions)
  }

  /**
   * Makes a document what it was in the version with this id: an update with all that belongs to it.
   *
   * @throws NotFound, ValidationError, Forbidden, Conflict, HookError
   */
  restoreVersion<S extends CollectionSlug, const Sel extends SelectOf<S> | undefined = undefined>(
    options: RestoreVersionOptions<S, Sel>,
  ): Promise<Answer<S, Sel>> {
    return this.#door.versions(options, restoring, (part) => part.restoreVersion)
  }

  /** As `findVersions`. */
  findGlobalVersions<S extends GlobalSlug, const Sel extends VersionSelectOf<`globals/${S}`> | undefined = undefined>(
    options: FindGlobalVersionsOptions<S, Sel>,
  ): Promise<Page<VersionAnswer<`globals/${S}`, Sel>>> {
    return this.#door.versions(options, reading, (part) => part.findVersions)
  }

  /** As `findVersionByID`. */
  findGlobalVersionByID<
    S extends GlobalSlug,
    const Sel extends VersionSelectOf<`globals/${S}`> | undefined = undefined,
  >(options: FindGlobalVersionOptions<S, Sel>): Promise<VersionAnswer<`globals/${S}`, Sel>> {
    return this.#door.versions(options, reading, (part) => part.findVersionByID)
  }

  /** As `countVersions`. */
  countGlobalVersions<S extends GlobalSlug>(options: CountGlobalVersionsOptions<S>): Promise<{ totalDocs: number }> {
    return this.#door.versions(options, counting, (part) => part.countVersions)
  }

  /** As `restoreVersion`. */
  restoreGlobalVersion<S extends GlobalSlug, const Sel extends SelectOf<`globals/${S}`> | undefined = undefined>(
    options: RestoreGlobalVersionOptions<S, Sel>,
  ): Promise<Answer<`globals/${S}`, Sel>> {
    return this.#door.versions(options, restoring, (part) => part.restoreVersion)
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
      operation.carries = new Ambient(this.#core, { req: own, actor, scope: undefined })
      return work()
    })
  }
}
