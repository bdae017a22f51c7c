import type { CollectionSlug, GlobalSlug, IdOf } from '@crochet/content'
import { ClientError } from '../errors.ts'
import { Link } from './link.ts'
import { liveAddress } from './live-address.ts'
import { LiveDocument, type LiveStatus } from './live-document.ts'
import { ServerWords } from './server-words.ts'

export interface OpenOptions {
  /** What REST takes as well, or a function that is asked at each connection. Without one the cookie of the page counts. */
  readonly token?: string | (() => string | Promise<string>)
  /** Gives up. The promise rejects with its reason; a document that is open already stays so. */
  readonly signal?: AbortSignal
  /** Called with `connecting` and `offline` while the document is not there yet, and with each status from then on. */
  readonly onStatus?: (status: LiveStatus) => void
}

export interface OfCollection<S extends string> extends OpenOptions {
  readonly collection: S
  readonly id: IdOf<S>
  readonly global?: undefined
}

export interface OfGlobal<S extends string> extends OpenOptions {
  readonly global: S
  readonly collection?: undefined
  readonly id?: undefined
}

/**
 * Opens a document of a collection, or a global, with `live: true`, to be edited together with others. (Spec: live.md, "For clients".)
 * While the server is away this waits for it.
 *
 * @param url of the application, as for `createClient`; `''` in a page for its own server
 * @returns the document once it is there
 * @throws ClientError `CLIENT_REFUSED` when the server takes the token from nobody, or this user may not read the document, or there is
 *   none; `CLIENT_URL`, `CLIENT_OPTIONS`; or the reason of an aborted `signal`
 */
export function openDocument<S extends CollectionSlug>(url: string, options: OfCollection<S>): Promise<LiveDocument<S>>
export function openDocument<S extends GlobalSlug>(
  url: string,
  options: OfGlobal<S>,
): Promise<LiveDocument<`globals/${S}`>>
export async function openDocument(
  url: string,
  options: OfCollection<string> | OfGlobal<string>,
): Promise<LiveDocument> {
  const { token = '', signal, onStatus } = options
  signal?.throwIfAborted()
  const opening: Opening = { address: liveAddress(url), name: nameOf(options), token: asked(token), onStatus }
  const { document, link } = open(opening)
  const giveUp = (): void => link.close()
  signal?.addEventListener('abort', giveUp)
  try {
    return await document
  } catch (error) {
    signal?.throwIfAborted()
    throw error
  } finally {
    signal?.removeEventListener('abort', giveUp)
  }
}

interface Opening {
  readonly address: string
  readonly name: string
  readonly token: string | (() => Promise<string>)
  readonly onStatus: ((status: LiveStatus) => void) | undefined
}

function open({ onStatus, ...opening }: Opening): { document: Promise<LiveDocument>; link: Link } {
  const { promise, resolve, reject } = Promise.withResolvers<LiveDocument>()
  let document: LiveDocument | undefined
  let told: LiveStatus | undefined

  const tell = (status: LiveStatus): void => {
    if (status === told) return
    told = status
    onStatus?.(status)
  }
  const look = (): void => {
    const { state } = link
    if (document !== undefined) document.look()
    else if (state.kind === 'closed') reject(state.error)
    else if (state.kind === 'online') begin()
    tell(document?.status ?? (state.kind === 'online' ? 'connecting' : state.kind))
  }
  const begin = (): void => {
    const { kinds } = words
    if (kinds !== undefined) return resolve((document = new LiveDocument(link, words, kinds)))
    reject(new ClientError('CLIENT_REFUSED', `"${opening.name}" is no live document.`))
    link.close()
  }
  const link = new Link({ ...opening, onChange: look })
  const words = new ServerWords(link.provider.document)
  words.on(() => {
    if (document !== undefined) look()
  })
  tell('connecting')
  return { document: promise, link }
}

const asked = (token: string | (() => string | Promise<string>)): string | (() => Promise<string>) =>
  typeof token === 'string' ? token : async () => token()

function nameOf({ collection, id, global }: OfCollection<string> | OfGlobal<string>): string {
  if (global !== undefined) return `globals/${global}`
  const known = typeof id === 'number' || (typeof id === 'string' && id !== '')
  if (!known) throw new ClientError('CLIENT_OPTIONS', `Say which document of "${collection}": \`id\` is missing.`)
  return `${collection}/${id}`
}
