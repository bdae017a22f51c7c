import { toPlain, type BackgroundRun } from '@crochet/hooks'
import type { Journal } from '@crochet/storage'
import * as Y from 'yjs'
import type { Hocuspocus } from '../hocuspocus.ts'
import type { Context, DocumentPayload } from './payloads.ts'

/** What is kept of a payload for a handler that runs in the background: names and ids, and what is plain. */
export interface KeptDocumentPayload {
  readonly documentName: string
  readonly socketId: string
  /** Without the user, whose id is kept by whoever knows users. */
  readonly context: Context
  /** `onStateless`: what the client sent. */
  readonly payload?: string
}

/** @returns what is kept of the payload of a hook point about a document */
export function keepDocumentPayload(given: object): KeptDocumentPayload {
  const { documentName, socketId, context, payload } = given as DocumentPayload & { payload?: unknown }
  const { user: _user, ...others } = context
  return {
    documentName,
    socketId,
    context: toPlain(others) as Context,
    ...(typeof payload === 'string' && { payload }),
  }
}

/** What a background handler of a hook point about a document is given. */
export interface BackgroundDocumentPayload
  extends Omit<DocumentPayload, 'instance' | keyof BackgroundRun>, BackgroundRun {
  readonly instance: Hocuspocus
  /** A copy of what the journal has now. Edits to it go nowhere: those are for `instance.openDirectConnection`. */
  readonly document: Y.Doc
  readonly signal: AbortSignal
  readonly payload?: string
}

interface Loading {
  readonly instance: Hocuspocus
  readonly journal: Pick<Journal, 'load'>
  readonly user: unknown
}

/**
 * Makes the payload of a background handler: with the document as it is on disk now, in whatever process it runs.
 *
 * @throws StorageError `JOURNAL_CORRUPT`
 */
export async function loadDocumentPayload(
  kept: KeptDocumentPayload,
  run: BackgroundRun & { readonly signal: AbortSignal },
  { instance, journal, user }: Loading,
): Promise<BackgroundDocumentPayload> {
  const { context, ...others } = kept
  return {
    ...run,
    ...others,
    instance,
    context: user === null || user === undefined ? { ...context } : { ...context, user },
    requestHeaders: new Headers(),
    requestParameters: new URLSearchParams(),
    document: await readDocument(journal, kept.documentName),
  }
}

async function readDocument(journal: Pick<Journal, 'load'>, name: string): Promise<Y.Doc> {
  const { updates } = await journal.load(name)
  const document = new Y.Doc()
  for (const update of updates) Y.applyUpdate(document, update)
  return document
}
