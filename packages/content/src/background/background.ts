import { isPlainObject, type BackgroundRun, type Entry } from '@crochet/hooks'
import { ambientOf, type Core } from '../core.ts'
import type { WriteScope } from '../operations/write-scope.ts'
import type { ContentRequest, User } from '../request.ts'
import { keepPayload, type KeptPayload } from './keep.ts'
import { loadPayload } from './load.ts'
import { actOnBehalf, checkChain, linkOf, onBehalfOf, onBehalfOfUser, requestOf, type OnBehalf } from './on-behalf.ts'

/** What a queue of jobs needs of content: the write to join, on whose behalf, and how payloads are kept and made again. */
export class Background {
  readonly #core: Core

  constructor(core: Core) {
    this.#core = core
  }

  /** The write under way where the caller is, if any: what is written through it is there if and only if that is committed. */
  get write(): Pick<WriteScope, 'write'> | undefined {
    const scope = ambientOf(this.#core)?.scope
    return scope?.live === true ? scope : undefined
  }

  /** On whose behalf the caller acts. */
  onBehalf(): OnBehalf {
    return onBehalfOf(this.#core)
  }

  /**
   * On whose behalf the work of a background handler is.
   *
   * @param given `user`: of a connection of the collaboration server; `undefined` for the server itself. Without it: of whoever calls
   * @throws HookError `HOOK_LOOP`
   */
  onBehalfIn(entry: Entry, subject: string, given?: { readonly user: User | undefined }): OnBehalf {
    const about = given === undefined ? this.onBehalf() : onBehalfOfUser(this.#core, given.user)
    checkChain(about, entry, subject)
    return about
  }

  /**
   * Makes the operation of a job act on somebody's behalf.
   *
   * @param about as `onBehalf` gave it; anything else is the system
   * @param handler the background handler that is about to run, and its subject
   */
  act(about: unknown, handler?: { hook: string; id: string; subject: string }): Promise<ContentRequest> {
    const link = handler === undefined ? undefined : linkOf(handler.hook, handler.id, handler.subject)
    return actOnBehalf(this.#core, toOnBehalf(about), link)
  }

  /** The request of a job, outside of its operation: for what is told about it. */
  request(about: unknown): Promise<ContentRequest> {
    return requestOf(this.#core, toOnBehalf(about))
  }

  /** The request that the operation acts for. */
  get acting(): ContentRequest | undefined {
    return ambientOf(this.#core)?.req
  }

  keep(entry: Entry, payload: object): KeptPayload {
    return keepPayload(entry, payload)
  }

  /** @returns `undefined` when the document is not there any more */
  async load(kept: KeptPayload, run: BackgroundRun & { readonly signal: AbortSignal }): Promise<object | undefined> {
    const req = this.acting ?? (await this.act(undefined))
    return loadPayload(this.#core, kept, { req, run })
  }
}

const toOnBehalf = (about: unknown): OnBehalf => (isPlainObject(about) ? about : {})
