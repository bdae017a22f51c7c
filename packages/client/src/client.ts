import type {
  Answer,
  BulkResult,
  CollectionSlug,
  DistinctPage,
  GlobalSlug,
  IdOf,
  Page,
  SelectOf,
  VersionAnswer,
  VersionSelectOf,
} from '@crochet/content'
import { entriesOf, isObject } from './answer.ts'
import { AuthCalls } from './auth.ts'
import type {
  CountOptions,
  CreateOptions,
  DeleteManyOptions,
  DeleteOptions,
  DuplicateOptions,
  FindByIDOptions,
  FindDistinctOptions,
  FindGlobalOptions,
  FindGlobalVersionOptions,
  FindGlobalVersionsOptions,
  FindOptions,
  FindVersionOptions,
  FindVersionsOptions,
  GraphQLOptions,
  RestoreGlobalVersionOptions,
  RestoreVersionOptions,
  UpdateGlobalOptions,
  UpdateManyOptions,
  UpdateOptions,
} from './call-options.ts'
import { Connection, type ClientOptions, type Message } from './connection.ts'
import { ClientError } from './errors.ts'

type S0 = CollectionSlug
type Sel0<S extends string> = SelectOf<S> | undefined

/**
 * Makes a client for the REST of a Crochet server. Calls are those of the Local API, and typed from the same file.
 *
 * @throws ClientError `CLIENT_URL` without an address
 */
export function createClient(options: ClientOptions): Client {
  return new Client(new Connection(options))
}

/** Every call rejects with a `ClientError` when the server refuses or cannot be reached, and with the reason of an aborted `signal`. */
export class Client extends AuthCalls {
  readonly #etags = new WeakMap<object, string>()

  /** @returns one page */
  async find<S extends S0, const Sel extends Sel0<S> = undefined>(
    options: FindOptions<S, Sel>,
  ): Promise<Page<Answer<S, Sel>>> {
    return (await this.#send(options, pathOf(options), 'GET')) as Page<Answer<S, Sel>>
  }

  async findByID<S extends S0, const Sel extends Sel0<S> = undefined>(
    options: FindByIDOptions<S, Sel>,
  ): Promise<Answer<S, Sel>> {
    return (await this.#send(options, pathWithId(options), 'GET')) as Answer<S, Sel>
  }

  async create<S extends S0, const Sel extends Sel0<S> = undefined>(
    options: CreateOptions<S, Sel>,
  ): Promise<Answer<S, Sel>> {
    return this.#doc(await this.#send(options, pathOf(options), 'POST'), 'doc')
  }

  /** Changes the fields that are sent: of one document, or of all that match `where`; those that failed are listed in `errors`. */
  update<S extends S0, const Sel extends Sel0<S> = undefined>(options: UpdateOptions<S, Sel>): Promise<Answer<S, Sel>>
  update<S extends S0, const Sel extends Sel0<S> = undefined>(
    options: UpdateManyOptions<S, Sel>,
  ): Promise<BulkResult<Answer<S, Sel>>>
  update(options: WriteOptions): Promise<unknown> {
    return this.#write(options, 'PATCH')
  }

  /** Deletes one document, or all that match `where`. */
  delete<S extends S0>(options: DeleteOptions<S>): Promise<{ id: IdOf<S> }>
  delete<S extends S0>(options: DeleteManyOptions<S>): Promise<BulkResult<{ id: IdOf<S> }>>
  delete(options: WriteOptions): Promise<unknown> {
    return this.#write(options, 'DELETE')
  }

  async duplicate<S extends S0, const Sel extends Sel0<S> = undefined>(
    options: DuplicateOptions<S, Sel>,
  ): Promise<Answer<S, Sel>> {
    return this.#doc(await this.#send({ data: {}, ...options }, `${pathWithId(options)}/duplicate`, 'POST'), 'doc')
  }

  async count<S extends S0>(options: CountOptions<S>): Promise<{ totalDocs: number }> {
    return (await this.#send(options, `${pathOf(options)}/count`, 'GET')) as { totalDocs: number }
  }

  /** @returns one page of the values that a field has */
  async findDistinct<S extends S0>(options: FindDistinctOptions<S>): Promise<DistinctPage> {
    return (await this.#send(options, `${pathOf(options)}/distinct`, 'GET')) as DistinctPage
  }

  async findGlobal<S extends GlobalSlug, const Sel extends Sel0<`globals/${S}`> = undefined>(
    options: FindGlobalOptions<S, Sel>,
  ): Promise<Answer<`globals/${S}`, Sel>> {
    return (await this.#send(options, globalPath(options), 'GET')) as Answer<`globals/${S}`, Sel>
  }

  async updateGlobal<S extends GlobalSlug, const Sel extends Sel0<`globals/${S}`> = undefined>(
    options: UpdateGlobalOptions<S, Sel>,
  ): Promise<Answer<`globals/${S}`, Sel>> {
    return this.#doc(await this.#send(options, globalPath(options), 'POST'), 'result')
  }

  /** @returns one page of versions of documents, the newest first */
  async findVersions<S extends S0, const Sel extends VersionSelectOf<S> | undefined = undefined>(
    options: FindVersionsOptions<S, Sel>,
  ): Promise<Page<VersionAnswer<S, Sel>>> {
    return (await this.#send(options, `${pathOf(options)}/versions`, 'GET')) as Page<VersionAnswer<S, Sel>>
  }

  /** @param options `id` is that of the version */
  async findVersionByID<S extends S0, const Sel extends VersionSelectOf<S> | undefined = undefined>(
    options: FindVersionOptions<S, Sel>,
  ): Promise<VersionAnswer<S, Sel>> {
    return (await this.#send(options, versionPath(pathOf(options), options), 'GET')) as VersionAnswer<S, Sel>
  }

  /** Makes a document what it was in the version with this id. @returns the document */
  async restoreVersion<S extends S0, const Sel extends Sel0<S> = undefined>(
    options: RestoreVersionOptions<S, Sel>,
  ): Promise<Answer<S, Sel>> {
    return this.#doc(await this.#send(options, versionPath(pathOf(options), options), 'POST'), 'doc')
  }

  async findGlobalVersions<
    S extends GlobalSlug,
    const Sel extends VersionSelectOf<`globals/${S}`> | undefined = undefined,
  >(options: FindGlobalVersionsOptions<S, Sel>): Promise<Page<VersionAnswer<`globals/${S}`, Sel>>> {
    const page = await this.#send(options, `${globalPath(options)}/versions`, 'GET')
    return page as Page<VersionAnswer<`globals/${S}`, Sel>>
  }

  async findGlobalVersionByID<
    S extends GlobalSlug,
    const Sel extends VersionSelectOf<`globals/${S}`> | undefined = undefined,
  >(options: FindGlobalVersionOptions<S, Sel>): Promise<VersionAnswer<`globals/${S}`, Sel>> {
    const version = await this.#send(options, versionPath(globalPath(options), options), 'GET')
    return version as VersionAnswer<`globals/${S}`, Sel>
  }

  async restoreGlobalVersion<S extends GlobalSlug, const Sel extends Sel0<`globals/${S}`> = undefined>(
    options: RestoreGlobalVersionOptions<S, Sel>,
  ): Promise<Answer<`globals/${S}`, Sel>> {
    return this.#doc(await this.#send(options, versionPath(globalPath(options), options), 'POST'), 'result')
  }

  /** @returns `data` of the answer. @throws ClientError with all `errors`; what data came beside them is in `body.data` */
  async graphql<Data = Record<string, unknown>>(options: GraphQLOptions): Promise<Data> {
    const { query, variables, operationName, ...rest } = options
    const { body } = await this.connection.send('/api/graphql', { ...rest, body: { query, variables, operationName } })
    const errors = entriesOf(body)
    const [first] = errors
    if (first !== undefined) throw new ClientError(first.code, first.message, { status: 200, errors, body })
    if (isObject(body) && isObject(body['data'])) return body['data'] as Data
    throw new ClientError('CLIENT_ANSWER', 'The answer has no `data`.', { status: 200, body })
  }

  /**
   * Asks an endpoint of your own.
   *
   * @param path below the server's address: `/api/search`
   * @returns JSON as a value, other types as text, an empty body as `undefined`
   */
  async request<Result = unknown>(path: string, message: Message = {}): Promise<Result> {
    if (!path.startsWith('/')) throw new ClientError('CLIENT_OPTIONS', `The path "${path}" must begin with "/".`)
    return (await this.connection.send(path, message)).body as Result
  }

  /** @returns the `ETag` that a document or global came with, for `ifMatch`; `undefined` for one out of a list or without `updatedAt` */
  etagOf(doc: object): string | undefined {
    return this.#etags.get(doc)
  }

  async #write(options: WriteOptions, method: string): Promise<unknown> {
    if (options.where === undefined) return this.#doc(await this.#send(options, pathWithId(options), method), 'doc')
    try {
      return bulkOf(await this.#send(options, pathOf(options), method))
    } catch (error) {
      // Some documents failed: that is the result of the call, not its end.
      if (error instanceof ClientError && isObject(error.body) && Array.isArray(error.body['docs']))
        return bulkOf(error.body)
      throw error
    }
  }

  /** What the options mean is sorted here: circumstances of the request, the body, and everything else as the query. */
  async #send(options: SentOptions, path: string, method: string): Promise<unknown> {
    const { signal, headers, ifMatch, data, collection: _, slug: __, id: ___, ...query } = options
    if ('ifMatch' in options && ifMatch === undefined) {
      throw new ClientError('CLIENT_OPTIONS', '`ifMatch` is undefined: the document came without a tag of its state.')
    }
    const { body, etag } = await this.connection.send(path, {
      method,
      query,
      headers: { ...headers, ...(ifMatch !== undefined && { 'if-match': ifMatch }) },
      ...(data !== undefined && { body: data }),
      ...(signal && { signal }),
    })
    if (etag !== null && !etag.startsWith('W/')) for (const doc of docsOf(body)) this.#etags.set(doc, etag)
    return body
  }

  #doc<D>(body: unknown, name: string): D {
    if (isObject(body) && name in body) return body[name] as D
    throw new ClientError('CLIENT_ANSWER', `The answer has no \`${name}\`.`, { status: 200, body })
  }
}

interface SentOptions {
  readonly signal?: AbortSignal
  readonly headers?: Readonly<Record<string, string>>
  readonly ifMatch?: string | undefined
  readonly data?: unknown
  readonly collection?: string
  readonly slug?: string
  readonly id?: unknown
}

interface WriteOptions extends SentOptions {
  readonly collection: string
  readonly where?: unknown
}

/** The single document in an answer, however it is wrapped: the tag is that of the whole answer, but names the document's state. */
const docsOf = (body: unknown): object[] => {
  if (!isObject(body)) return []
  return [body['doc'], body['result'], 'docs' in body ? undefined : body].filter(isObject)
}

const bulkOf = (body: unknown): unknown => {
  const { docs = [], errors = [] } = isObject(body) ? body : {}
  return { docs, errors }
}

const pathOf = ({ collection }: { collection: string }): string => `/api/${segment('collection', collection)}`
const globalPath = ({ slug }: { slug: string }): string => `/api/globals/${segment('slug', slug)}`
const versionPath = (of: string, { id }: { id?: unknown }): string => `${of}/versions/${segment('id', id)}`
const pathWithId = (options: { collection: string; id?: unknown }): string =>
  `${pathOf(options)}/${segment('id', options.id)}`

/** A missing id must not become the address of all documents. */
function segment(name: string, value: unknown): string {
  if ((typeof value === 'string' && !['', '.', '..'].includes(value)) || typeof value === 'number')
    return encodeURIComponent(value)
  throw new ClientError('CLIENT_OPTIONS', `\`${name}\` is ${JSON.stringify(value) ?? 'missing'}.`)
}
