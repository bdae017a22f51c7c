import { toPublicError, type Content, type ContentRequest } from '@crochet/content'
import { changedFields } from '../changed-fields.ts'
import type { Values } from '../mapping/level.ts'
import { liveRequest } from './live-request.ts'
import { divide, isOfOthers, type Share } from './divide.ts'
import type { Taken } from './editors.ts'
import type { OpenDocument } from './open-document.ts'

/**
 * Stores what has changed in a live document through the update operation, as whoever edited it. What hooks make of it comes back into
 * the document; why it is refused is said there, and the next edit tries again. (Spec: live.md, "Out".)
 *
 * @throws what is no refusal: the store is then tried again
 */
export async function store(content: Content, open: OpenDocument): Promise<void> {
  const { shape } = open.about
  const taken = await open.editors.take()
  const { values, problems } = open.read()
  if (problems.length > 0) {
    open.editors.giveBack(taken)
    return open.refused(problems)
  }
  open.settle()
  const stored = await open.stored()
  if (stored === undefined) return
  const changed = Object.keys(changedFields(shape, stored, values))
  const shares = divide(changed, taken.editors)
  open.storing = true
  const left = [...shares]
  try {
    for (const share of shares) {
      await storeShare(content, open, { share, taken, values })
      left.shift()
    }
  } catch (error) {
    open.editors.giveBack(taken)
    if (left.length < shares.length) await takePart(open, values, left)
    const { status, errors } = toPublicError(error)
    const collection = 'collection' in open.about.reference ? open.about.reference.collection : undefined
    await content.reportError(error, {
      source: 'live',
      collection,
      req: liveRequest(open.about.name, left[0]?.editor, taken.editors),
    })
    if (status >= 500) throw error
    return open.refused(errors)
  } finally {
    open.storing = false
  }
  const after = await open.stored()
  if (after !== undefined) open.saved(values, after, taken)
}

/** What was stored before something was refused is as it is stored; what is left stays as it was edited. */
async function takePart(open: OpenDocument, values: Values, left: readonly Share[]): Promise<void> {
  const stored = await open.stored()
  const edited = left.flatMap(({ fields }) => fields.map((field) => [field, values[field]] as const))
  if (stored !== undefined) open.partlySaved(values, { stored, to: { ...stored, ...Object.fromEntries(edited) } })
}

interface Storing {
  readonly share: Share
  readonly taken: Taken
  /** What was read of the document. */
  readonly values: Values
}

async function storeShare(content: Content, open: OpenDocument, { share, taken, values }: Storing): Promise<void> {
  const stored = await open.stored()
  if (stored === undefined) return
  // Hooks may have changed what was stored with the share before.
  const all = changedFields(open.about.shape, stored, values)
  const data = Object.fromEntries(share.fields.flatMap((field) => (field in all ? [[field, all[field]]] : [])))
  if (Object.keys(data).length === 0) return
  const { editor } = share
  const req = liveRequest(open.about.name, editor, taken.editors)
  try {
    await update(content, open, { data, req, isOurs: editor === undefined })
  } catch (error) {
    if (editor === undefined || !isOfOthers(closedIn(error), editor, taken.editors)) throw error
    await update(content, open, { data, req, isOurs: true })
  }
}

/** The fields that an operation was refused for; `['']` for another reason. */
function closedIn(error: unknown): readonly string[] {
  const { code, data } = (error ?? {}) as { code?: unknown; data?: { paths?: unknown } }
  return code === 'FORBIDDEN_FIELD' && Array.isArray(data?.paths) ? (data.paths as string[]) : ['']
}

interface Update {
  readonly data: Values
  readonly req: ContentRequest
  /** No rule is asked: code of the server made the edits, or every single one was asked for when it was made. */
  readonly isOurs: boolean
}

async function update(content: Content, { about }: OpenDocument, { data, req, isOurs }: Update): Promise<void> {
  const { reference } = about
  const how = { data, req, depth: 0, ...(isOurs ? { overrideAccess: true } : {}) }
  if ('global' in reference) await content.updateGlobal({ slug: reference.global, ...how })
  else await content.update({ collection: reference.collection, id: reference.id, ...how })
}
