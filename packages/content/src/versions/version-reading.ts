import { isPlainObject } from '@crochet/hooks'
import type { Id, Where as StorageWhere } from '@crochet/storage'
import { checkAccess } from '../access/check-access.ts'
import type { Entity } from '../config/compile.ts'
import { isIdOf } from '../config/own-id.ts'
import { NotFound } from '../errors.ts'
import { handlesReads } from '../operations/handled.ts'
import { passHandlers, type Reading } from '../operations/read-documents.ts'
import { dropSecretsOf } from '../operations/run-field-hooks.ts'
import type { Run } from '../operations/run.ts'
import type { Doc } from '../untyped.ts'
import { toDocument } from './version-contents.ts'

/** What reads of versions differ in from those of documents. */
export const ofVersions = { allowed: allowedVersions, pass: passContents } satisfies Partial<Reading<object>>

/**
 * Asks which versions the caller may read: those that `readVersions` allows, of documents that `read` allows as they are now.
 *
 * @param run its entity is that of versions
 * @throws Forbidden; ContentError `ACCESS_FAILED`
 */
export async function allowedVersions(run: Run): Promise<StorageWhere | undefined> {
  if (!run.enforce) return undefined
  const versions = await checkAccess(run, 'readVersions')
  const entity = documentsOf(run)
  const documents = await checkAccess({ ...run, entity, args: { id: await parentOf(run) } }, 'read')
  const ofReadable: StorageWhere[] =
    documents === undefined
      ? []
      : [{ some: { table: entity.name, on: { outer: 'parent', inner: 'id' } }, where: documents }]
  const all = versions === undefined ? ofReadable : [versions, ...ofReadable]
  return all.length === 0 ? undefined : { and: all }
}

/** The document that the version asked for is of, which its rule is told; `undefined` where several are asked for. */
async function parentOf({ entity, args: { id }, reader }: Run): Promise<Id | undefined> {
  if (!isIdOf(entity, id)) return undefined
  const where: StorageWhere = { column: 'id', operator: 'equals', value: id }
  const [version] = await reader().find(entity.name, { where, select: ['parent'] })
  return version?.['parent'] as Id | undefined
}

const own = ['id', 'parent', 'version', 'createdAt', 'updatedAt', 'latest'] as const

/** Takes the documents that versions hold past the handlers of documents and fields. */
async function passContents(run: Run, versions: Doc[], fromDatabase: boolean): Promise<Doc[]> {
  const entity = documentsOf(run)
  const isHandled = handlesReads(entity)
  const passed: Doc[] = []
  for (const found of versions) {
    // Hooks may have answered with anything.
    const version: Doc = Object.fromEntries(own.flatMap((key) => (key in found ? [[key, found[key]]] : [])))
    if (version['latest'] !== true) delete version['latest']
    passed.push(version)
    const contents: unknown = version['version']
    if (!isPlainObject(contents)) continue
    const inner = { ...run, entity, args: { id: version['parent'] } }
    const doc = toDocument(entity, contents)
    if (isHandled) [version['version']] = await passHandlers(inner, [doc], fromDatabase)
    else {
      dropSecretsOf(inner, doc)
      version['version'] = doc
    }
  }
  return passed
}

/** The collection or global whose versions are read. */
function documentsOf({ core, entity: { kind, slug } }: Run): Entity {
  const entity = (kind === 'global' ? core.globals : core.collections).get(slug)
  if (entity === undefined) throw new NotFound()
  return entity
}
