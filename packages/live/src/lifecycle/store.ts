import { toPublicError, type Content, type ContentRequest } from '@crochet/content'
import { changedFields } from '../changed-fields.ts'
import type { Values } from '../mapping/level.ts'
import { read } from '../read.ts'
import type { Editor, OpenDocument } from './open-document.ts'

/**
 * Stores what has changed in a live document: through the update operation, as whoever edited last. What hooks make of it comes back into
 * the document; why it is refused is said there, and the next edit tries again. (Spec: live.md, "Out".)
 *
 * @throws what is no refusal: the store is then tried again
 */
export async function store(content: Content, open: OpenDocument): Promise<void> {
  const { shape } = open.about
  const { values, problems } = read(shape, open.document)
  if (problems.length > 0) return open.refused(problems)
  open.settle()
  const stored = await open.stored()
  if (stored === undefined) return
  const data = changedFields(shape, stored, values)
  const editors = open.takeEditors()
  if (Object.keys(data).length === 0) return open.saved(values, stored)
  const req = requestOf(open, editors)
  open.storing = true
  try {
    await update(content, open, { data, req, isOurs: editors.length === 0 })
  } catch (error) {
    open.giveBackEditors(editors)
    const { status, errors } = toPublicError(error)
    const collection = 'collection' in open.about.reference ? open.about.reference.collection : undefined
    await content.reportError(error, { source: 'live', collection, req })
    if (status >= 500) throw error
    return open.refused(errors)
  } finally {
    open.storing = false
  }
  const after = await open.stored()
  if (after !== undefined) open.saved(values, after)
}

interface Update {
  readonly data: Values
  readonly req: ContentRequest
  /** Whether code of the server made the edits, or those of clients have been left over from before a restart. */
  readonly isOurs: boolean
}

async function update(content: Content, { about }: OpenDocument, { data, req, isOurs }: Update): Promise<void> {
  const { reference } = about
  const how = { data, req, depth: 0, ...(isOurs ? { overrideAccess: true } : {}) }
  if ('global' in reference) await content.updateGlobal({ slug: reference.global, ...how })
  else await content.update({ collection: reference.collection, id: reference.id, ...how })
}

function requestOf({ about }: OpenDocument, editors: readonly Editor[]): ContentRequest {
  const last = editors.at(-1)
  return {
    user: last?.user ?? null,
    editors: editors.flatMap(({ user }) => (user === null ? [] : [user])),
    headers: new Headers(last?.headers),
    locale: undefined,
    source: 'live',
    documentName: about.name,
    context: {},
  }
}
