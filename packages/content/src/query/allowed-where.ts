import type { Where as StorageWhere } from '@crochet/storage'
import type { ReadQuery } from '../hooks/payloads.ts'
import { toStorageWhere, type Questioning } from './where.ts'

/** What is asked for, as far as it is allowed: the rule's condition is ANDed and cannot be taken out again. */
export function toAllowedWhere(asking: Questioning, query: ReadQuery, allowed: StorageWhere | undefined): StorageWhere {
  const asked = query.where === undefined ? [] : [toStorageWhere(asking, query.where)]
  return { and: [...asked, ...(allowed === undefined ? [] : [allowed])] }
}
