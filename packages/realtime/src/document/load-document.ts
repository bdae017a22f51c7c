import type { LoadedJournal } from '@crochet/storage'
import * as Y from 'yjs'
import { RealtimeError } from '../errors.ts'
import { OnLoadDocumentPayload, type LoadingPayload } from '../hooks/payloads.ts'
import { DocumentLog } from '../persistence/document-log.ts'
import type { Services } from '../services.ts'
import type { Document } from './document.ts'
import { LiveDocument } from './live-document.ts'

/**
 * Loads a document: what the journal has, and what `onLoadDocument` adds, which is journalled before anyone sees it, unless it
 * lives in a store of the application.
 *
 * @param loadFor for whom, as the hooks see it
 * @throws RealtimeError `DOCUMENT_LOAD`, or HookError from a handler; nothing is left behind
 */
export async function loadDocument(services: Services, name: string, loadFor: LoadingPayload): Promise<LiveDocument> {
  const { points, journal } = services
  const source = await journal()
  const stored = await read(source, name)
  const yDocOptions = { ...services.yDocOptions }
  if (points.onCreateDocument.used) await points.onCreateDocument.call({ ...loadFor, yDocOptions })
  const live = new LiveDocument(services, {
    name,
    yDocOptions,
    log: logOf(services, { name, journal: source, stored }),
    journalled: services.journalMode === 'store',
  })
  const { document } = live
  try {
    await fill(source, document, stored)
    const payload = { ...loadFor, document }
    if (points.onLoadDocument.used) {
      await points.onLoadDocument.call(new OnLoadDocumentPayload(payload, (content) => merge(document, content)))
    }
    if (!(await live.written())) throw new RealtimeError('DOCUMENT_LOAD', { document: name })
    live.open()
    if (points.afterLoadDocument.used) await points.afterLoadDocument.call(payload)
    if (stored.seq > stored.stored && points.onStoreDocument.used) live.store.changed()
    return live
  } catch (error) {
    live.abandon()
    live.destroy()
    throw error
  }
}

interface Source {
  readonly name: string
  readonly journal: Awaited<ReturnType<Services['journal']>>
  readonly stored: LoadedJournal
}

function logOf({ clock, log, journalMode }: Services, { name, journal, stored }: Source): DocumentLog {
  const { updates, seq, stored: storedUpTo, snapshotBytes, updateBytes } = stored
  const read = { rows: updates.length, seq, stored: storedUpTo, snapshotBytes, updateBytes }
  return new DocumentLog({ name, journal, clock, log, mode: journalMode, ...read })
}

async function read(journal: Source['journal'], name: string): Promise<LoadedJournal> {
  try {
    return await journal.load(name)
  } catch (error) {
    throw new RealtimeError('DOCUMENT_LOAD', { document: name }, error)
  }
}

/** A row that is no update is put aside: the document stays closed until somebody has looked at it. */
async function fill(journal: Source['journal'], document: Document, { updates, seqs }: LoadedJournal): Promise<void> {
  try {
    document.content.load(updates)
  } catch (error) {
    const row = error instanceof RealtimeError ? error.details['row'] : undefined
    const seq = typeof row === 'number' ? seqs[row] : undefined
    if (seq !== undefined) await journal.setAside(document.name, seq, 'is not an update of Yjs')
    throw new RealtimeError('DOCUMENT_LOAD', { document: document.name, seq }, error)
  }
}

/** Merges what a handler returned: a document or an update; anything else is nothing to merge. */
function merge(document: Document, content: unknown): void {
  if (content === document) return
  if (content instanceof Uint8Array) document.apply(content)
  else if (isDocument(content)) document.apply(Y.encodeStateAsUpdate(content))
}

/** Also a document made by a second copy of Yjs, whose class is another one. */
function isDocument(value: unknown): value is Y.Doc {
  if (value instanceof Y.Doc) return true
  if (typeof value !== 'object' || value === null) return false
  const { store, share } = value as Partial<Y.Doc>
  return store?.clients instanceof Map && share instanceof Map
}
