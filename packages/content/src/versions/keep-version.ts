import type { Id, Transaction, Where as StorageWhere } from '@crochet/storage'
import { nextTime } from '../documents/next-time.ts'
import { newId } from '../documents/uuid.ts'
import type { WriteRun } from '../operations/run.ts'
import type { Doc } from '../untyped.ts'
import { toContents } from './version-contents.ts'
import type { Versions } from './versions-entity.ts'

/**
 * A live document is stored whenever somebody stops typing for a moment. Stores with no more than a minute between them are one piece
 * of work and one version; but every ten minutes a new one begins, so that an hour without a pause has some to go back to.
 */
const longestPause = 60_000
const longestWork = 600_000

/** The newest version of a document, as far as it matters to the next. */
interface Latest {
  readonly id: Id
  readonly live: boolean
  readonly createdAt: string
  readonly updatedAt: string
}

interface Keeping extends Versions {
  /** The document as it is stored now. */
  readonly written: Doc
}

/**
 * Keeps a version of a document that was written, in the transaction of the write, and lets go of the oldest where there are too
 * many. A document from before its versions were kept gets one of its earlier state, too: otherwise nobody could go back to that.
 */
export async function keepVersion(
  run: WriteRun,
  { entity: { name: table }, maxPerDoc, written }: Keeping,
  transaction: Transaction,
): Promise<void> {
  const { entity, id, stored, req } = run
  const ofDocument: StorageWhere = { column: 'parent', operator: 'equals', value: id }
  const isLive = req.source === 'live'
  const now = timeOf(written) ?? run.core.now()
  const latest = stored === undefined ? undefined : await findLatest(transaction, table, ofDocument)
  const version = toContents(entity, written)
  if (latest !== undefined && isLive && goesOn(latest, now)) {
    await transaction.update(table, latest.id, { version, updatedAt: nextTime(now, latest.updatedAt) })
    return
  }
  let before = latest?.updatedAt
  if (latest !== undefined) await transaction.update(table, latest.id, { latest: null })
  else if (stored !== undefined) {
    before = (timeOf(stored) ?? new Date(now.getTime() - 1)).toISOString()
    const first = { id: newId(now.getTime()), parent: id, version: toContents(entity, stored) }
    await transaction.insert(table, { ...first, live: false, createdAt: before, updatedAt: before })
  }
  const at = nextTime(now, before)
  const newest = { id: newId(now.getTime()), parent: id, version, latest: true, live: isLive }
  await transaction.insert(table, { ...newest, createdAt: at, updatedAt: at })
  if (maxPerDoc > 0 && stored !== undefined) await prune(transaction, table, { ofDocument, maxPerDoc })
}

async function findLatest(transaction: Transaction, table: string, where: StorageWhere): Promise<Latest | undefined> {
  const sort = [{ column: 'createdAt', direction: 'desc' as const }]
  const select = ['live', 'createdAt', 'updatedAt']
  const [row] = await transaction.find(table, { where, sort, limit: 1, select })
  return row as Latest | undefined
}

const goesOn = ({ live, createdAt, updatedAt }: Latest, now: Date): boolean =>
  live && now.getTime() - Date.parse(updatedAt) <= longestPause && now.getTime() - Date.parse(createdAt) <= longestWork

/** When a document says it was changed. */
const timeOf = ({ updatedAt }: Doc): Date | undefined =>
  typeof updatedAt === 'string' ? new Date(updatedAt) : undefined

/** Each version of a document has a time of its own. */
async function prune(
  transaction: Transaction,
  table: string,
  { ofDocument: where, maxPerDoc: offset }: { ofDocument: StorageWhere; maxPerDoc: number },
): Promise<void> {
  const sort = [{ column: 'createdAt', direction: 'desc' as const }]
  const [first] = await transaction.find(table, { where, sort, offset, limit: 1, select: ['createdAt'] })
  if (first === undefined) return
  const older: StorageWhere = { column: 'createdAt', operator: 'less_than_equal', value: first['createdAt'] }
  await transaction.deleteWhere(table, { and: [where, older] })
}
