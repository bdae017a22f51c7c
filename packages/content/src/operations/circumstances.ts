import type { Ambient, Core } from '../core.ts'
import type { Context, ContentRequest, User } from '../request.ts'
import { copyContext } from './copy-context.ts'

/** In which circumstances a call of the Local API runs. What is left out comes from the operation around it. */
export interface Circumstances {
  /** Acts as this user, with access enforced; `null` is nobody. */
  readonly user?: User | null
  /** Acts as this request does, with access enforced. Hooks get a copy. */
  readonly req?: Partial<ContentRequest>
  readonly locale?: string
  /** Joins the context that hooks see. */
  readonly context?: Context
  /** `true`: no access rule is asked. `false`: all are, also where the system itself calls. */
  readonly overrideAccess?: boolean
  /** Answers with `hidden` fields too. */
  readonly showHiddenFields?: boolean
  /**
   * Writes of one document of a live collection or global: what a door that keeps documents open notes with it, in the same
   * transaction. It is found again by `DocumentAccess.marked`, until such a door notes something else.
   */
  readonly mark?: string
}

export interface Actor {
  readonly req: ContentRequest
  readonly actor: Ambient['actor']
  /** Whether access rules are asked. */
  readonly enforce: boolean
}

/** Settles on whose behalf an operation runs (spec: content.md, "Access"). Called afresh for each attempt. */
export function toActor(core: Core, given: Circumstances, outer: Ambient | undefined): Actor {
  const from = given.req ?? outer?.req
  const req = withHeadersOf(from, {
    user: given.user === undefined ? (from?.user ?? null) : given.user,
    locale: given.locale ?? from?.locale,
    source: given.req?.source ?? 'local',
    context: contextOf(from?.context, given.context),
  })
  const actor = actorOf(core, given, outer)
  if (actor === 'system') core.systemRequests.add(req)
  return { req, actor, enforce: given.overrideAccess === undefined ? actor === 'user' : !given.overrideAccess }
}

/**
 * A copy of a request with some of its keys replaced. Its headers are made when somebody looks at them: few hooks do, and making them
 * takes as long as a small read.
 */
function withHeadersOf(
  from: Partial<ContentRequest> | undefined,
  { user, locale, source, context }: Omit<ContentRequest, 'headers'>,
): ContentRequest {
  let headers: Headers | undefined
  const req: ContentRequest = {
    user,
    locale,
    source,
    context,
    get headers(): Headers {
      return (headers ??= from?.headers ?? new Headers())
    },
    set headers(replaced: Headers) {
      headers = replaced
    },
  }
  if (from === undefined) return req
  const others = from as Readonly<Record<string, unknown>>
  for (const key of Object.keys(others)) if (!(key in req)) (req as unknown as Context)[key] = others[key]
  return req
}

/** Most calls bring no context, and have none around them. */
function contextOf(outer: Context | undefined, given: Context | undefined): Context {
  return outer === undefined && given === undefined ? {} : copyContext({ ...outer, ...given })
}

function actorOf(core: Core, given: Circumstances, outer: Ambient | undefined): Ambient['actor'] {
  if (given.user !== undefined) return 'user'
  if (given.req === undefined) return outer?.actor ?? 'system'
  return core.systemRequests.has(given.req as ContentRequest) ? 'system' : 'user'
}
