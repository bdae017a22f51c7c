import type { Entity } from './config/compile.ts'
import { ambientOf, isOutermost, type Core } from './core.ts'
import { NotFound } from './errors.ts'
import type { OperationArgs, OperationName } from './hooks/payloads.ts'
import type { Bulk, BulkResult } from './operations/bulk.ts'
import { toActor, type Circumstances } from './operations/circumstances.ts'
import type { Request } from './operations/run.ts'
import { toRequest } from './operations/to-request.ts'
import { checkAnswer } from './query/depth.ts'
import { shown } from './query/shown.ts'
import type { ErrorReports } from './report-error.ts'
import type { Untyped } from './untyped.ts'
import type * as VersionsPart from './versions/part.ts'

/** What a call takes, whatever the types of its documents. */
export interface LooseOptions extends Circumstances {
  readonly collection: string
}

export interface LooseGlobalOptions extends Circumstances {
  readonly slug: string
}

type Perform<R> = (core: Core, request: Request) => Promise<R>

/**
 * The way from a call of the Local API to its operation. From here on nobody knows the types of documents: what `perform` gives is what
 * the signature of the call promises.
 */
export class LocalDoor {
  readonly #core: Core
  readonly #reports: ErrorReports

  constructor(core: Core, reports: ErrorReports) {
    this.#core = core
    this.#reports = reports
  }

  async inCollection(options: LooseOptions, operation: OperationName, perform: Perform<unknown>): Promise<Untyped> {
    return this.atTheDoor(options, options.collection, () =>
      this.#perform(this.#collection(options), { options, operation }, perform),
    )
  }

  async inGlobal(options: LooseGlobalOptions, operation: OperationName, perform: Perform<unknown>): Promise<Untyped> {
    return this.atTheDoor(options, undefined, () =>
      this.#perform(this.#global(options), { options, operation }, perform),
    )
  }

  /** Nobody else hears of the documents that fail: so they are reported here, once the transaction is over, whatever the door. */
  async many<D>(options: LooseOptions, operation: OperationName, perform: Perform<Bulk<D>>): Promise<BulkResult<D>> {
    const isOutermost = ambientOf(this.#core) === undefined
    const { result, failures } = await this.inCollection(options, operation, perform)
    const { collection, req } = options
    for (const error of isOutermost ? failures : []) {
      await this.#reports.report(error, { source: req?.source ?? 'local', collection })
    }
    return result
  }

  /**
   * An operation on versions: of a collection, or of a global where the call names none.
   *
   * @param of whether it reads versions; the others are about the documents themselves
   * @throws NotFound `NO_VERSIONS`
   */
  async versions(
    options: LooseOptions | LooseGlobalOptions,
    { operation, of }: { operation: OperationName; of: 'versions' | 'documents' },
    choose: (part: typeof VersionsPart) => Perform<unknown>,
  ): Promise<Untyped> {
    const collection = 'collection' in options ? options.collection : undefined
    return this.atTheDoor(options, collection, () => {
      const entity = 'collection' in options ? this.#collection(options) : this.#global(options)
      const part = this.#core.versions
      if (part === undefined || entity.versions === undefined)
        throw new NotFound(`No versions are kept of "${entity.name}".`, 'NO_VERSIONS')
      return this.#perform(of === 'versions' ? entity.versions.entity : entity, { options, operation }, choose(part))
    })
  }

  /** Another door reports what passes through it, and a hook may still catch what it calls: only the outermost call reports. */
  async atTheDoor<R>(options: Circumstances, collection: string | undefined, run: () => Promise<R>): Promise<R> {
    try {
      return await run()
    } catch (error) {
      const isOurs = (options.req?.source ?? 'local') === 'local' && isOutermost(this.#core)
      if (isOurs) {
        const { req } = toActor(this.#core, options, undefined)
        await this.#reports.report(error, { source: 'local', collection, req })
      }
      throw error
    }
  }

  #perform<R>(
    entity: Entity,
    { options, operation }: { options: Circumstances; operation: OperationName },
    perform: Perform<R>,
  ): Promise<R> {
    checkAnswer(options as OperationArgs, entity, this.#core.collections)
    return perform(this.#core, toRequest(entity, operation, options))
  }

  #collection({ collection }: LooseOptions): Entity {
    const entity = this.#core.collections.get(collection)
    if (entity !== undefined) return entity
    throw new NotFound(`There is no collection "${shown(collection)}".`, 'UNKNOWN_COLLECTION')
  }

  #global({ slug }: LooseGlobalOptions): Entity {
    const entity = this.#core.globals.get(slug)
    if (entity !== undefined) return entity
    throw new NotFound(`There is no global "${shown(slug)}".`, 'UNKNOWN_GLOBAL')
  }
}
