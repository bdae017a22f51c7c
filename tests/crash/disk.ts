import * as Y from 'yjs'
import { readJournal, readKilledJournal, type JournalContent } from './read-journal.ts'
import { readStoredStates } from './stored-state.ts'
import type { Mode } from './server-process.ts'

/** What would be left of the documents if the server were gone. */
export interface Disk {
  /** What a server would load. */
  readonly durable: ReadonlyMap<string, Y.Doc>
  /** What `onStoreDocument` stored last. */
  readonly stored: ReadonlyMap<string, Y.Doc>
  readonly problems: readonly string[]
}

/** While a server runs on the folder. */
export const readDisk = (folder: string, mode: Mode): Disk => compose(folder, mode, readJournal(folder))

/** After the server was killed. @param scratch a folder that nobody else uses */
export const readKilledDisk = (folder: string, mode: Mode, scratch: string): Disk =>
  compose(folder, mode, readKilledJournal(folder, scratch))

/** In mode `ahead` what was stored counts too, and the journal has what came after it. */
function compose(folder: string, mode: Mode, journal: JournalContent): Disk {
  const states = readStoredStates(folder)
  const problems = [...journal.problems]
  const stored = new Map([...states].map(([name, state]) => [name, documentOf([state])]))
  const entries = new Map(journal.documents.map(({ name, updates }) => [name, updates]))
  const durable = new Map<string, Y.Doc>()
  for (const name of new Set([...entries.keys(), ...(mode === 'ahead' ? states.keys() : [])])) {
    const state = mode === 'ahead' ? states.get(name) : undefined
    try {
      durable.set(name, documentOf([...(state === undefined ? [] : [state]), ...(entries.get(name) ?? [])]))
    } catch (error) {
      problems.push(`${name}: Yjs cannot read what is on disk: ${String(error)}`)
    }
  }
  for (const { name, marked } of journal.documents) {
    if (!hasAll(stored.get(name) ?? new Y.Doc(), documentOf(marked))) {
      problems.push(`${name}: is marked in the journal as stored further than it is`)
    }
  }
  return { durable, stored, problems }
}

function hasAll(document: Y.Doc, part: Y.Doc): boolean {
  const clocks = Y.decodeStateVector(Y.encodeStateVector(document))
  return [...Y.decodeStateVector(Y.encodeStateVector(part))].every(
    ([client, clock]) => clock <= (clocks.get(client) ?? 0),
  )
}

function documentOf(updates: readonly Uint8Array[]): Y.Doc {
  const document = new Y.Doc()
  document.transact(() => {
    for (const update of updates) Y.applyUpdate(document, update)
  })
  return document
}
