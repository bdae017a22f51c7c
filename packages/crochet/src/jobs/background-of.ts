import { toPlain, type Entry } from '@crochet/hooks'
import type { KeptPayload, OnBehalf } from '@crochet/content'
import { backgroundTask, type BackgroundOptions, type BackgroundRunning } from '@crochet/jobs'
import {
  hookNames,
  keepDocumentPayload,
  loadDocumentPayload,
  type Context,
  type KeptDocumentPayload,
} from '@crochet/realtime'
import type { Job, JsonValue, Storage } from '@crochet/storage'
import { booted, type Parts } from '../parts.ts'

/** What is kept of a payload: of content, of the collaboration server, or of a hook point that a module has declared. */
export type Kept =
  | { readonly of: 'content'; readonly payload: KeptPayload }
  | { readonly of: 'live'; readonly payload: KeptDocumentPayload }
  | { readonly of: 'module'; readonly payload: JsonValue }

/** How background handlers of all hook points of an application are kept and run. */
export function backgroundOf(parts: Parts, journal: Storage['journal']): BackgroundOptions {
  const content = (): ReturnType<typeof booted<'content'>>['background'] => booted(parts, 'content').background

  return {
    reduce: (entry, payload) => keep(entry, payload) as unknown as JsonValue,
    // Edits come in bursts, and the document is loaded when the work begins: the last one is enough.
    key: (entry, payload) => (entry.hook === 'onChange' ? documentNameOf(payload) : undefined),
    // The journal commits by itself: what happens to a document is not undone with a write of content.
    isAlone: (entry) => isLive(entry.hook),
    about(entry, payload, kept) {
      const subject = subjectOf(kept as unknown as Kept)
      const given = isLive(entry.hook) ? { user: liveUserOf(payload) } : undefined
      return noted(content().onBehalfIn(entry, subject, given))
    },
    async load({ payload }, run) {
      const kept = payload as unknown as Kept
      const given = { attempt: run.attempt, job: run.job, progress: run.progress, signal: run.signal, log: run.log }
      switch (kept.of) {
        case 'content':
          return content().load(kept.payload, given)
        case 'live':
          return loadLive(kept.payload, given)
        case 'module':
          return { ...(kept.payload as object), ...given, req: content().acting }
      }
    },
  }

  function keep(entry: Entry, payload: object): Kept {
    if (isLive(entry.hook)) return { of: 'live', payload: keepDocumentPayload(payload) }
    if (isOfContent(payload)) return { of: 'content', payload: content().keep(entry, payload) }
    return { of: 'module', payload: toPlain({ ...payload }) as JsonValue }
  }

  async function loadLive(kept: KeptDocumentPayload, run: BackgroundRunning): Promise<object> {
    const req = content().acting
    const { hocuspocus: instance } = booted(parts, 'realtime')
    const payload = await loadDocumentPayload(kept, run, { instance, journal, user: req?.user })
    if (req !== undefined) Object.assign(req, { context: payload.context, documentName: kept.documentName })
    return { ...payload, req }
  }
}

/** What is about the system needs no note. */
export function noted(about: OnBehalf): JsonValue | undefined {
  return Object.keys(about).length === 0 ? undefined : (about as unknown as JsonValue)
}

/** The background handler that a job runs, and what it is about. */
export function handlerOf({ task, input }: Pick<Job, 'task' | 'input'>): Handler | undefined {
  if (task !== backgroundTask) return undefined
  const { hook, handler, payload } = input as unknown as { hook: string; handler: string; payload: Kept }
  return { hook, id: handler, subject: subjectOf(payload) }
}

interface Handler {
  readonly hook: string
  readonly id: string
  /** `posts/1`, or the name of a live document. */
  readonly subject: string
}

function subjectOf(kept: Kept): string {
  switch (kept.of) {
    case 'content': {
      const { owner, id } = kept.payload
      return id === undefined ? owner : `${owner}/${id}`
    }
    case 'live':
      return kept.payload.documentName
    case 'module':
      return ''
  }
}

const isLive = (hook: string): boolean => (hookNames as readonly string[]).includes(hook)

const isOfContent = (payload: object): boolean =>
  'req' in payload && ('collection' in payload || 'global' in payload) && 'operation' in payload

const documentNameOf = (payload: object): string => (payload as { documentName: string }).documentName

/** Of a connection that nobody has signed in to, that is nobody; what the server does itself is the system's. */
function liveUserOf(payload: object): unknown {
  const { context, socketId } = payload as { context: Context; socketId: string }
  const user: unknown = context['user']
  return user ?? (socketId === 'server' ? undefined : null)
}
