import { isPlainObject } from '@crochet/hooks'
import { StorageError, type Row } from '@crochet/storage'
import type { Field } from '../config/compile.ts'
import { loadDocuments } from '../documents/load-documents.ts'
import { mergeFields } from '../documents/merge.ts'
import { nextTime } from '../documents/next-time.ts'
import { toRow } from '../documents/row.ts'
import type { Doc } from '../untyped.ts'
import { handlesUpdates } from './handled.ts'
import type { BulkRun } from './run-bulk.ts'
import { fieldsAfterRead } from './run-field-hooks.ts'
import { toWriteRun } from './run-write.ts'
import { takeData } from './take-data.ts'
import { inRanges, type Wanted } from './together.ts'
import { validate } from './validate.ts'

/**
 * Updates documents with one statement for a thousand of them, where that does the same as updating each: no handler asks to see
 * them, and what was sent has the same meaning, and is right, for all of them.
 *
 * @returns `undefined` where it would not; then nothing was done
 */
export async function updateTogether(run: BulkRun, wanted: Wanted): Promise<Doc[] | undefined> {
  // A change of what an account signs in with ends its sessions, one account at a time; versions are of one document each.
  const isByOne = handlesUpdates(run) || run.entity.auth !== undefined || run.entity.versions !== undefined
  const changes = isByOne ? undefined : await changesForAll(run)
  if (changes === undefined) return undefined
  const { entity } = run
  const docs: Doc[] = []
  try {
    await inRanges(run, wanted, {
      find: (transaction, query) => loadDocuments(transaction, entity, query),
      async change(transaction, found, range) {
        const row = { ...changes, ...timeAfter(run, found) }
        await transaction.updateWhere(entity.name, range, row)
        const stored = await transaction.findByID(entity.name, found[0]?.['id'])
        for (const doc of found) docs.push(withChanges(doc, row, stored))
      },
    })
  } catch (error) {
    // A value that cannot be stored is found out about before the first row: told of each document it concerns.
    if (docs.length === 0 && error instanceof StorageError && error.code.startsWith('ROW_')) return undefined
    throw error
  }
  for (const doc of docs) await fieldsAfterRead(run, doc)
  return docs
}

/** The columns to set; `undefined` when the documents have to be looked at one by one. */
async function changesForAll(run: BulkRun): Promise<Row | undefined> {
  const { entity } = run
  const { data = {} } = run.args
  if (!isPlainObject(data)) return undefined
  const sent = Object.keys(data).filter((key) => key !== 'createdAt' && key !== 'updatedAt')
  const fields = entity.fields.filter(({ name }) => sent.includes(name))
  if (fields.length < sent.length || entity.steps.derived.length > 0) return undefined
  if (!fields.every((field) => isSameForAll(run, field))) return undefined
  const any = { ...toWriteRun(run, run.scope), stored: {}, originalDoc: {} }
  try {
    await takeData(any, data)
    await validate(any)
  } catch {
    return undefined
  }
  const given = fields.filter(({ name }) => any.data[name] !== undefined)
  return toRow(given, mergeFields(given, undefined, any.data))
}

/** The time of one statement: later than that of the change before of each document it is for. */
function timeAfter({ core, entity }: BulkRun, found: readonly Doc[]): Row {
  if (!entity.timestamps) return {}
  const latest = found.reduce((time, { updatedAt }) => (updatedAt > time ? String(updatedAt) : time), '')
  return { updatedAt: nextTime(core.now(), latest) }
}

/** Whether a value of the field that is right for one document is right for all, and stored as the same thing in all. */
function isSameForAll({ entity, enforce }: BulkRun, { name, config, type, storage }: Field): boolean {
  const asksWho = enforce && config.access?.update !== undefined
  const isPlain = storage.is === 'column' && name !== 'id' && type.holds === undefined && type.seal === undefined
  return (
    isPlain && !asksWho && config.validate === undefined && !entity.uniques.some((columns) => columns.includes(name))
  )
}

/** @param stored a row as it is stored after the change: values may read a little different from how they were sent */
function withChanges(doc: Doc, changes: Row, stored: Row = {}): Doc {
  const changed = { ...doc }
  for (const name of Object.keys(changes)) changed[name] = structuredClone(stored[name])
  return changed
}
