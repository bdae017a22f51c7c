import type { BackgroundRun } from '@crochet/hooks'
import type { Id } from '@crochet/storage'
import type { Entity } from '../config/compile.ts'
import { isIdOf } from '../config/own-id.ts'
import type { Core } from '../core.ts'
import { loadDocument } from '../documents/load-documents.ts'
import { afterFetch, afterRead } from '../operations/call-hooks.ts'
import { runRead } from '../operations/run.ts'
import { fieldsAfterRead } from '../operations/run-field-hooks.ts'
import type { ContentRequest } from '../request.ts'
import type { Doc } from '../untyped.ts'
import type { KeptPayload } from './keep.ts'

/** What the handler is given besides: which attempt it is, a signal, and so on. */
type Running = BackgroundRun & { readonly signal: AbortSignal }

/**
 * Makes the payload of a background handler again, with documents as they are now.
 *
 * @returns `undefined` when the document is not there any more: then nothing is left to do
 */
export async function loadPayload(
  core: Core,
  kept: KeptPayload,
  { req, run }: { req: ContentRequest; run: Running },
): Promise<object | undefined> {
  const entity = entityOf(core, kept.owner)
  if (entity === undefined) return undefined
  const { operation, id, changed, args, asked } = kept
  Object.assign(req.context, kept.context)
  const load = (of: Id): Promise<Doc | undefined> => loadAfresh(core, { entity, req, id: of })
  const own: Doc = { ...(id !== undefined && { id }), ...(args !== undefined && { args }) }
  if (changed !== undefined) own['changed'] = new Set(changed)
  if (id !== undefined && operation !== 'delete') own['doc'] = await load(id)
  if (kept.userID !== undefined) own['user'] = await load(kept.userID)
  if (kept.result !== undefined) own['result'] = await loadResult(kept.result, load)
  const isGone = ['doc', 'user', 'result'].some(
    (key) => key in own && own[key] === undefined && asked?.[key] === undefined,
  )
  if (isGone) return undefined
  return { ...run, req, context: req.context, operation, ...entity.about, ...own, ...askedFor(asked) }
}

function entityOf({ collections, globals }: Core, owner: string): Entity | undefined {
  return owner.startsWith('globals/') ? globals.get(owner.slice('globals/'.length)) : collections.get(owner)
}

/** Kept sets are lists in between. */
function askedFor(asked: Doc = {}): Doc {
  const { changed, ...others } = asked
  return Array.isArray(changed) ? { ...others, changed: new Set(changed) } : others
}

async function loadResult(
  result: NonNullable<KeptPayload['result']>,
  load: (id: Id) => Promise<Doc | undefined>,
): Promise<Doc | undefined> {
  if ('value' in result) return result.value
  if ('id' in result) return load(result.id)
  const docs: Doc[] = []
  for (const id of result.ids) {
    const doc = await load(id)
    if (doc !== undefined) docs.push(doc)
  }
  return { ...result.others, docs }
}

/** The document past the hooks of reading, as inline handlers get it; no hook of the operation fires for it. */
function loadAfresh(
  core: Core,
  { entity, req, id }: { entity: Entity; req: ContentRequest; id: Id },
): Promise<Doc | undefined> {
  const circumstances = { req, overrideAccess: true }
  return runRead(core, { entity, operation: 'read', args: { id }, circumstances }, async (run) => {
    if (entity.kind === 'collection' && !isIdOf(entity, id)) return undefined
    const stored = await loadDocument(run.reader(), entity, id)
    if (stored === undefined) return undefined
    const doc = await afterFetch(run, stored)
    await fieldsAfterRead(run, doc)
    return afterRead(run, doc)
  })
}
