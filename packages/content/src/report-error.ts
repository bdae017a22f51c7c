import { HookError, isPlainObject, rootCause } from '@crochet/hooks'
import { Ambient, ambientOf, type Core } from './core.ts'
import type { AfterError, ErrorAnswer, FailedJob } from './hooks/payloads.ts'
import { toActor } from './operations/circumstances.ts'
import type { ContentRequest, Source } from './request.ts'

/** What a door knows about an error that it reports. All of it is optional; the ambient operation fills in `req`. */
export interface ErrorReport {
  /** Default: the source of `req`; `hook` for what the engine reports on its own. */
  readonly source?: Source
  /** Slug of the collection concerned. */
  readonly collection?: string | undefined
  readonly req?: ContentRequest | undefined
  /** The answer as it is going to be sent (REST). */
  readonly result?: unknown
  readonly graphqlResult?: unknown
  readonly job?: FailedJob | undefined
}

interface Reported {
  readonly answer: Promise<ErrorAnswer>
  readonly req: ContentRequest | undefined
}

/**
 * Takes errors to `afterError`: the collection's handlers, then the root's. Each error goes there once, whatever doors it
 * passes; the later ones get the same answer.
 */
export class ErrorReports {
  readonly #core: Core
  readonly #answers = new WeakMap<object, Reported>()

  constructor(core: Core) {
    this.#core = core
  }

  /** @returns what handlers want the answer to be. Never rejects. */
  report(error: unknown, about: ErrorReport = {}): Promise<ErrorAnswer> {
    const cause = rootCause(error)
    // The error as thrown, not its cause: a hook may throw the same object each time it runs.
    const key = typeof error === 'object' && error !== null ? error : undefined
    const known = key === undefined ? undefined : this.#answers.get(key)
    if (known !== undefined && !isThrownAgain(error, known, about)) return known.answer
    const answer = this.#ask(error, cause, about).catch((failure: unknown) => {
      this.#core.log.error({ err: failure, reported: error }, 'afterError could not be run')
      return {}
    })
    if (key !== undefined) this.#answers.set(key, { answer, req: about.req })
    return answer
  }

  async #ask(error: unknown, cause: unknown, about: ErrorReport): Promise<ErrorAnswer> {
    const core = this.#core
    const hook = error instanceof HookError ? error.hook : undefined
    if (hook?.endsWith('afterError') === true) {
      core.log.error({ err: error }, 'a handler of afterError failed')
      return {}
    }
    const outer = ambientOf(core)
    const failed = typeof error === 'object' && error !== null ? core.failedRequests.get(error) : undefined
    const req = failed ?? about.req ?? outer?.req ?? toActor(core, {}, undefined).req
    const entity = core.collections.get(about.collection ?? hook?.split(/[.:]/)[0] ?? '')
    const points = [...(entity === undefined ? [] : [entity.points.afterError]), core.root.afterError]
    const payload = {
      error: cause instanceof Error ? cause : error,
      thrown: error,
      handler: error instanceof HookError ? error.handler : undefined,
      source: about.source ?? about.req?.source ?? 'hook',
      req,
      context: req.context,
      collection: entity?.about !== undefined && 'collection' in entity.about ? entity.about.collection : undefined,
      result: about.result,
      graphqlResult: about.graphqlResult,
      job: about.job,
      answer: {} as ErrorAnswer,
    }
    await core.hooks.operation({ name: 'afterError' }, async (operation) => {
      if (req !== undefined)
        operation.carries = new Ambient(core, { req, actor: this.#actorOf(req, outer?.actor), scope: undefined })
      for (const point of points) if (point.used) await point.call(payload as unknown as AfterError)
    })
    return readAnswer(payload.answer)
  }

  #actorOf(req: ContentRequest, outer: 'system' | 'user' | undefined): 'system' | 'user' {
    return outer ?? (this.#core.systemRequests.has(req) ? 'system' : 'user')
  }
}

/** Code outside of hooks, such as an endpoint, may throw one object at every request: that is another error each time. */
function isThrownAgain(error: unknown, known: Reported, { req }: ErrorReport): boolean {
  const isOwn = error instanceof HookError || req === undefined || req.source === 'live'
  return !isOwn && req !== known.req
}

/** Keeps of what handlers returned what an answer can have. */
function readAnswer(answer: ErrorAnswer): ErrorAnswer {
  if (!isPlainObject(answer)) return {}
  const { response, status } = answer
  const isStatus = Number.isInteger(status) && Number(status) >= 200 && Number(status) <= 599
  return { ...(response === undefined ? {} : { response }), ...(isStatus ? { status: Number(status) } : {}) }
}
