import { ContentError, copyPlain, toPublicError, type Content, type ContentRequest } from '@crochet/content'
import { changedFields } from '../changed-fields.ts'
import type { Values } from '../mapping/level.ts'
import { LiveError } from '../errors.ts'
import { liveRequest } from './live-request.ts'
import { divide, isOfOthers, type Share } from './divide.ts'
import type { Taken } from './editors.ts'
import type { OpenDocument } from './open-document.ts'

/**
 * Stores what has changed in a live document through the update operation, as whoever edited it. What hooks make of it comes back into
 * the document; why it is refused is said there, and the next edit tries again. (Spec: live.md, "Out".)
 *
 * @throws what is no refusal, LiveError `LIVE_OVERTAKEN` among it: the store is then tried again, a while later
 */
export async function store(content: Content, open: OpenDocument): Promise<void> {
  for (let left = mostTries; left > 0; left--) if (await storeOnce(content, open)) return
  throw new LiveError('LIVE_OVERTAKEN', { name: open.about.name, times: mostTries })
}

/** How often a store begins anew because others have stored meanwhile. */
const mostTries = 5

/** @returns whether that was it: otherwise somebody else has written meanwhile, and nothing is stored that was made without knowing */
async function storeOnce(content: Content, open: OpenDocument): Promise<boolean> {
  const before = await open.editors.take()
  const begun = await open.beginStore()
  if (begun === undefined) return true
  const taken = open.editors.withSince(before)
  // A row must not know what the journal does not: it would come twice if the server were killed, from the row and from its author.
  await open.document.saved()
  const { stored, reading } = begun
  const { values, problems } = reading
  const shares = divide(Object.keys(changedFields(open.about.shape, stored, values)), taken.editors)
  const left = [...shares]
  try {
    if (problems.length === 0) await storeShares(content, open, { left, taken, values, stored })
  } catch (error) {
    open.editors.giveBack(taken)
    if (left.length < shares.length)
      await open.partlySaved(
        values,
        left.flatMap(({ fields }) => fields),
      )
    else await open.endStore()
    if (isStale(error)) return false
    await refuse(content, open, { error, req: liveRequest(open.about.name, left[0]?.editor, taken.editors) })
    return true
  }
  if (problems.length === 0) {
    await open.saved(values, taken)
    return true
  }
  open.editors.giveBack(taken)
  await open.endStore()
  open.refused(problems)
  return true
}

const isStale = (error: unknown): boolean =>
  error instanceof ContentError && (error.code === 'PRECONDITION_FAILED' || error.code === 'CONFLICT')

/** @throws what is no refusal */
async function refuse(
  content: Content,
  open: OpenDocument,
  { error, req }: { error: unknown; req: ContentRequest },
): Promise<void> {
  const { status, errors } = toPublicError(error)
  const collection = 'collection' in open.about.reference ? open.about.reference.collection : undefined
  await content.reportError(error, { source: 'live', collection, req })
  if (status >= 500) throw error
  open.refused(errors)
}

interface Storing {
  /** Those that are stored leave the list. */
  readonly left: Share[]
  readonly taken: Taken
  /** What was read of the document. */
  readonly values: Values
  /** What was stored when it was read. */
  readonly stored: Values
}

async function storeShares(
  content: Content,
  open: OpenDocument,
  { left, taken, values, ...begun }: Storing,
): Promise<void> {
  let { stored } = begun
  for (let share = left[0]; share !== undefined; share = left[0]) {
    const all = changedFields(open.about.shape, stored, values)
    const data = Object.fromEntries(share.fields.flatMap((field) => (field in all ? [[field, all[field]]] : [])))
    if (Object.keys(data).length > 0) {
      const updatedAt = await storeShare(content, open, { share, taken, data, stored })
      // Hooks may have changed what the next share begins with.
      const after = left.length > 1 ? await open.stored() : undefined
      if (after !== undefined) stored = { ...after, ...(updatedAt === undefined ? {} : { updatedAt }) }
    }
    left.shift()
  }
}

interface StoringShare extends Pick<Storing, 'taken' | 'stored'> {
  readonly share: Share
  readonly data: Values
}

/** @returns when the document was changed, as it says itself */
async function storeShare(
  content: Content,
  open: OpenDocument,
  { share: { editor }, taken, data, stored }: StoringShare,
): Promise<unknown> {
  const req = liveRequest(open.about.name, editor, taken.editors)
  try {
    return await update(content, open, { data, req, stored, isOurs: editor === undefined })
  } catch (error) {
    if (editor === undefined || !isOfOthers(closedIn(error), editor, taken.editors)) throw error
    return await update(content, open, { data, req, stored, isOurs: true })
  }
}

/** The fields that an operation was refused for; `['']` for another reason. */
function closedIn(error: unknown): readonly string[] {
  const { code, data } = (error ?? {}) as { code?: unknown; data?: { paths?: unknown } }
  return code === 'FORBIDDEN_FIELD' && Array.isArray(data?.paths) ? (data.paths as string[]) : ['']
}

interface Update extends Pick<Storing, 'stored'> {
  readonly data: Values
  readonly req: ContentRequest
  /** No rule is asked: code of the server made the edits, or every single one was asked for when it was made. */
  readonly isOurs: boolean
}

async function update(
  content: Content,
  { about }: OpenDocument,
  { data, req, stored, isOurs }: Update,
): Promise<unknown> {
  const { reference } = about
  const { updatedAt } = stored
  const ifUpdatedAt = typeof updatedAt === 'string' ? { ifUpdatedAt: updatedAt } : {}
  // Hooks may change it in place; and parts of it are what is remembered of the document, or the document itself.
  const how = { data: copyPlain(data), req, depth: 0, ...ifUpdatedAt, ...(isOurs ? { overrideAccess: true } : {}) }
  const doc =
    'global' in reference
      ? await content.updateGlobal({ slug: reference.global, ...how })
      : await content.update({ collection: reference.collection, id: reference.id, ...how })
  return (doc as Values)['updatedAt']
}
