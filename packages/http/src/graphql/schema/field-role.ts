/** What selecting a field of a document means for what is read. */
export type FieldRole =
  /** It is selected, or not. */
  | { readonly is: 'value' }
  /** Its fields are selected one by one: a group, or rows. */
  | { readonly is: 'inside' }
  /** Rows of several kinds: selected by the type of the row. */
  | { readonly is: 'blocks' }
  /** Documents of these collections, which are to be populated. */
  | { readonly is: 'reference'; readonly to: readonly string[]; readonly polymorphic: boolean }
  /** Documents of another collection that refer to this one. */
  | { readonly is: 'join'; readonly to: string }

const value: FieldRole = { is: 'value' }

/** In `extensions`: keys of our own, so that no other library's are met. */
const [roleKey, costKey, slugKey] = ['crochetRole', 'crochetCost', 'crochetSlug'] as const

type Extensions = Readonly<Record<string, unknown>>
type Extended = { readonly extensions: Extensions }

/** For the `extensions` of a field. @param cost of selecting it, compared with 1 for a value */
export const roleExtension = (role: FieldRole, cost: number = 1): Extensions => ({ [roleKey]: role, [costKey]: cost })

export const roleOf = ({ extensions }: Extended): FieldRole => (extensions[roleKey] as FieldRole | undefined) ?? value

/** Of a root field: each is an operation of the content engine. @param cost compared with 1 for a value */
export const operationExtension = (cost: number = 20): Extensions => ({ [costKey]: cost })

export const costOf = ({ extensions }: Extended): number => (extensions[costKey] as number | undefined) ?? 1

/** For the `extensions` of a type: the slug of the collection or block whose documents or rows it is of. */
export const slugExtension = (slug: string): Extensions => ({ [slugKey]: slug })

export const slugOf = ({ extensions }: Extended): string => extensions[slugKey] as string
