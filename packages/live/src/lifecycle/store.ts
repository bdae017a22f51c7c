import { ContentError, copyPlain, toPublicError, type Content, type ContentRequest } from '@crochet/content'
import { randomUUID } from 'node:crypto'
import { changedFields } from '../changed-fields.ts'
import type { Values } from '../mapping/level.ts'
import { LiveError } from '../errors.ts'
import { markOf, type Attempt } from './attempt.ts'
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
  const { stored, reading } = begun
  const { values, problems } = reading
  if (problems.length > 0) {
    open.editors.giveBack(taken)
    await open.endStore()
    open.refused(problems)
    return true
  }
  const changed = Object.keys(changedFields(open.about.shape, stored, values))
  const shares = divide(changed, taken.editors)
  const attempt: Attempt = {
    id: randomUUID(),
    shares: shares.map(({ fields }) => fields),
    values: Object.fromEntries(changed.map((field) => [field, values[field]])),
  }
  const storing: Storing = { attempt, shares, taken, values, stored, done: 0, written: undefined }
  try {
    // A row must not know what the journal does not: it would come twice if the server were killed, from the row and from its author.
    await Promise.all([open.document.saved(), shares.length > 0 && open.editors.begin(attempt)])
    await storeShares(content, open, storing)
  } catch (error) {
    const left = shares.slice(storing.done)
    open.editors.giveBack(taken)
    if (storing.written === undefined) await open.endStore()
    else await open.partlySaved(values, { unsaved: left.flatMap(({ fields }) => fields), attempt: storing.written })
    if (isStale(error)) return false
    await refuse(content, open, { error, req: liveRequest(open.about.name, left[0]?.editor, taken.editors) })
    return true
  }
  await open.saved(values, { taken, attempt: storing.written })
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
  readonly attempt: Attempt
  readonly shares: readonly Share[]
  readonly taken: Taken
  /** What was read of the document. */
  readonly values: Values
  /** What was stored when it was read. */
  readonly stored: Values
  /** How many shares are done. */
  done: number
  /** The attempt, once the row is marked with it. */
  written: string | undefined
}

async function storeShares(content: Content, open: OpenDocument, storing: Storing): Promise<void> {
  const { attempt, shares, taken, values } = storing
  let { stored } = storing
  for (const [index, share] of shares.entries()) {
    const all = changedFields(open.about.shape, stored, values)
    const data = Object.fromEntries(share.fields.flatMap((field) => (field in all ? [[field, all[field]]] : [])))
    if (Object.keys(data).length > 0) {
      const mark = markOf(attempt, index)
      const updatedAt = await storeShare(content, open, { share, taken, data, stored, mark })
      storing.written = attempt.id
      // Hooks may have changed what the next share begins with.
      const after = index < shares.length - 1 ? await open.stored() : undefined
      if (after !== undefined) stored = { ...after, ...(updatedAt === undefined ? {} : { updatedAt }) }
    }
    storing.done++
  }
}

interface StoringShare extends Pick<Storing, 'taken' | 'stored'> {
  readonly share: Share
  readonly data: Values
  readonly mark: string
}

/** @returns when the document was changed, as it says itself */
async function storeShare(
  content: Content,
  open: OpenDocument,
  { share: { editor }, taken, ...what }: StoringShare,
): Promise<unknown> {
  const req = liveRequest(open.about.name, editor, taken.editors)
  try {
    return await update(content, open, { ...what, req, isOurs: editor === undefined })
  } catch (error) {
    if (editor === undefined || !isOfOthers(closedIn(error), editor, taken.editors)) throw error
    return await update(content, open, { ...what, req, isOurs: true })
  }
}

/** The fields that an operation was refused for; `['']` for another reason. */
function closedIn(error: unknown): readonly string[] {
  const { code, data } = (error ?? {}) as { code?: unknown; data?: { paths?: unknown } }
  return code === 'FORBIDDEN_FIELD' && Array.isArray(data?.paths) ? (data.paths as string[]) : ['']
}

interface Update extends Pick<StoringShare, 'data' | 'stored' | 'mark'> {
  readonly req: ContentRequest
  /** No rule is asked: code of the server made the edits, or every single one was asked for when it was made. */
  readonly isOurs: boolean
}

async function update(
  content: Content,
  { about }: OpenDocument,
  { data, req, stored, mark, isOurs }: Update,
): Promise<unknown> {
  const { reference } = about
  const { updatedAt } = stored
  const ifUpdatedAt = typeof updatedAt === 'string' ? { ifUpdatedAt: updatedAt } : {}
  // Hooks may change it in place; and parts of it are what is remembered of the document, or the document itself.
  const how = {
    data: copyPlain(data),
    req,
    depth: 0,
    mark,
    ...ifUpdatedAt,
    ...(isOurs ? { overrideAccess: true } : {}),
  }
  const doc =
    'global' in reference
      ? await content.updateGlobal({ slug: reference.global, ...how })
      : await content.update({ collection: reference.collection, id: reference.id, ...how })
  return (doc as Values)['updatedAt']
}
