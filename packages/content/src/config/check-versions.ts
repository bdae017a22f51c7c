import { isPlainObject } from '@crochet/hooks'
import { checkKeys, type Problems } from './check-parts.ts'

/** Whether versions of documents are kept: of each at most `maxPerDoc`, 100 by default, 0 for all there have been. */
export type VersionsOption = boolean | { readonly maxPerDoc?: number; readonly drafts?: false }

/** What PostgreSQL takes for the name of a table, and what that of versions has after that of the documents. */
const longestTable = 63
const suffix = '/-versions'

/** The versions of a collection or global. No field is called like this, so no other table is. */
export const versionsTableOf = (owner: string): string => owner + suffix

/** Whether versions of a collection or global are kept. */
export const hasVersions = ({ versions }: { readonly versions?: unknown }): boolean =>
  versions !== undefined && versions !== false

interface Checked {
  readonly problems: Problems
  /** Name of the table of the documents. */
  readonly owner: string
}

/** Checks the option `versions` of a collection or global. */
export function checkVersions(versions: unknown, path: string, { problems, owner }: Checked): void {
  if (versions === undefined || versions === false) return
  const at = `${path}.versions`
  if (versionsTableOf(owner).length > longestTable) {
    const most = longestTable - versionsTableOf('').length - owner.lastIndexOf('/') - 1
    problems.add(at, `with versions the slug has at most ${most} characters; shorten it`)
  }
  if (versions === true) return
  if (!isPlainObject(versions)) return problems.add(at, 'write true, false, or { maxPerDoc: 100 }')
  checkKeys(versions, at, { problems, known: ['maxPerDoc', 'drafts'] })
  const { maxPerDoc, drafts } = versions
  if (maxPerDoc !== undefined && !(Number.isSafeInteger(maxPerDoc) && Number(maxPerDoc) >= 0)) {
    problems.add(`${at}.maxPerDoc`, 'write a whole number, 0 for all versions there have been')
  }
  if (drafts !== undefined && drafts !== false) {
    problems.add(`${at}.drafts`, 'there are no drafts yet, every version has been the document; leave it out')
  }
}
