import type { Values } from '../mapping/level.ts'

/**
 * A store as it begins. It is journalled before the first row is written, and each row is marked with it in the transaction that writes it:
 * so that it can be told, if the process ends before the document knows, what of the document is stored.
 */
export interface Attempt {
  readonly id: string
  /** Fields that are stored together: those of each editor in an operation of its own, one after the other. */
  readonly shares: readonly (readonly string[])[]
  /** Of these fields, what was read of the document. */
  readonly values: Values
}

/** @param share index of the share that is written; those before it are stored by then */
export const markOf = ({ id }: Attempt, share: number): string => `${id}/${share}`

/** @returns the id of the attempt that a mark is of */
export const attemptOf = (mark: string | undefined): string | undefined => mark?.split('/')[0]

/**
 * What a store has taken out of the document.
 *
 * @param mark that is with what is stored
 * @param known id of the last attempt whose outcome the document has taken in
 * @returns values of fields; none if the document knows what became of them
 */
export function storedBy(
  mark: string | undefined,
  { attempts, known }: { readonly attempts: readonly Attempt[]; readonly known: string | undefined },
): Values {
  const id = attemptOf(mark)
  const attempt = id === known ? undefined : attempts.find((each) => each.id === id)
  if (attempt === undefined) return {}
  const fields = attempt.shares.slice(0, Number(mark?.split('/')[1]) + 1).flat()
  return Object.fromEntries(fields.map((field) => [field, attempt.values[field]]))
}
