import type { Journal } from '@crochet/storage'
import * as Y from 'yjs'
import { RealtimeError } from '../errors.ts'
import { OnLoadDocumentPayload, type ConnectionConfig, type DocumentPayload } from '../hooks/payloads.ts'
import { checkUpdate } from '../protocol/check-update.ts'
import type { Services } from '../services.ts'
import { LiveDocument } from './live-document.ts'

/** The connection for which a document is loaded, as `onLoadDocument` sees it. */
export type LoadFor = () => DocumentPayload & { connectionConfig: ConnectionConfig }

/**
 * Loads a document: what the journal has, and what `onLoadDocument` adds, which is journalled before anyone sees it.
 *
 * @param loadFor called only if a handler listens
 * @throws RealtimeError `DOCUMENT_LOAD`, or HookError from a handler; nothing is left behind
 */
export async function loadDocument(services: Services, name: string, loadFor: LoadFor): Promise<LiveDocument> {
  const journal = await services.journal()
  const stored = await read(journal, name)
  const document = new Y.Doc({ gc: true })
  try {
    applyAll(document, stored.updates, name)
    const added = await addContent(services, { name, document, journal, loadFor })
    const rows = stored.updates.length + added.rows
    return new LiveDocument(services, { name, document, journal, rows, seq: Math.max(stored.seq, added.seq) })
  } catch (error) {
    document.destroy()
    throw error
  }
}

async function read(journal: Journal, name: string): Promise<{ updates: Uint8Array[]; seq: number }> {
  try {
    return await journal.load(name)
  } catch (error) {
    throw new RealtimeError('DOCUMENT_LOAD', { document: name }, error)
  }
}

function applyAll(document: Y.Doc, updates: readonly Uint8Array[], name: string): void {
  try {
    document.transact(() => {
      for (const update of updates) Y.applyUpdate(document, update)
    })
  } catch (error) {
    throw new RealtimeError('DOCUMENT_LOAD', { document: name }, error)
  }
}

interface Loading {
  readonly name: string
  readonly document: Y.Doc
  readonly journal: Journal
  readonly loadFor: LoadFor
}

/** Runs `onLoadDocument` and journals what the document then has more, also by an edit that comes while that is written. */
async function addContent({ points }: Services, loading: Loading): Promise<{ rows: number; seq: number }> {
  const { name, document, journal, loadFor } = loading
  const added = { rows: 0, seq: 0 }
  if (!points.onLoadDocument.used) return added
  let before = Y.encodeStateVector(document)
  let changed = false
  const notice = (): void => {
    changed = true
  }
  document.on('update', notice)
  await points.onLoadDocument.call(
    new OnLoadDocumentPayload(loadFor(), document, (content) => merge(document, content)),
  )
  while (changed) {
    changed = false
    const update = Y.encodeStateAsUpdate(document, before)
    before = Y.encodeStateVector(document)
    added.seq = await append(journal, name, update)
    added.rows++
  }
  document.off('update', notice)
  return added
}

async function append(journal: Journal, name: string, update: Uint8Array): Promise<number> {
  try {
    return await journal.append(name, update)
  } catch (error) {
    throw new RealtimeError('DOCUMENT_LOAD', { document: name }, error)
  }
}

/** Merges what a handler returned: a document or an update; anything else is nothing to merge. */
function merge(document: Y.Doc, content: unknown): void {
  if (content === document) return
  if (content instanceof Uint8Array) {
    checkUpdate(content)
    Y.applyUpdate(document, content)
  } else if (isDocument(content)) {
    Y.applyUpdate(document, Y.encodeStateAsUpdate(content))
  }
}

/** Also a document made by a second copy of Yjs, whose class is another one. */
function isDocument(value: unknown): value is Y.Doc {
  if (value instanceof Y.Doc) return true
  if (typeof value !== 'object' || value === null) return false
  const { store, share } = value as Partial<Y.Doc>
  return store?.clients instanceof Map && share instanceof Map
}
