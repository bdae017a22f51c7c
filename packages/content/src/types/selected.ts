/**
 * `select` as a type: what it may be for a document, and what it leaves of one. As `query/select.ts` reads it: one `true` at a
 * level decides that only what is named there is answered, and a `boolean` of which nobody knows which one it is may be that.
 */

/** What may be selected of a document, a row or a group. */
export type SelectIn<T> = { readonly [K in keyof T]?: boolean | SelectInside<NonNullable<T[K]>> }

type SelectInside<V> = [V] extends [readonly (infer R)[]]
  ? SelectInRows<R>
  : [V] extends [Whole]
    ? never
    : [V] extends [object]
      ? SelectIn<V>
      : never

type SelectInRows<R> = [R] extends [{ id: string }]
  ? [R] extends [{ blockType: string }]
    ? { readonly [B in R['blockType']]?: boolean | SelectIn<Extract<R, { blockType: B }>> }
    : SelectIn<R>
  : never

/** Objects with nothing in them to select: text with marks, documents of several collections, what a join has found. */
type Whole =
  | { type: 'doc'; content?: readonly object[] }
  | { relationTo: string; value: unknown }
  | { docs: readonly unknown[]; hasNextPage: boolean }

/** What is answered of `T`. */
export type Selected<T, Sel> =
  Includes<Sel> extends true
    ? { [K in keyof T as K extends Always | Wanted<Sel> ? K : never]: Inside<T[K], At<Sel, K>> }
    : { [K in keyof T as K extends Exclude<Unwanted<Sel>, Always> ? never : K]: Inside<T[K], At<Sel, K>> }

/** In every document and row. */
type Always = 'id' | 'blockType'

type Includes<Sel> = [keyof Sel] extends [never]
  ? true
  : true extends {
        [K in keyof Sel]: true extends Sel[K] ? true : Sel[K] extends object ? Includes<Sel[K]> : false
      }[keyof Sel]
    ? true
    : false

type Wanted<Sel> = { [K in keyof Sel]: Sel[K] extends true | object ? K : never }[keyof Sel]
type Unwanted<Sel> = { [K in keyof Sel]: Sel[K] extends true | object ? never : K }[keyof Sel]
type At<Sel, K> = K extends keyof Sel ? Sel[K] : true

type Inside<V, Sel> = Sel extends object
  ? V extends readonly (infer R)[]
    ? RowOf<R, Sel>[]
    : V extends object
      ? Selected<V, Sel>
      : V
  : V

type RowOf<R, Sel> = R extends { blockType: infer B }
  ? B extends keyof Sel
    ? BlockOf<R, Sel[B]>
    : BlockOf<R, Includes<Sel> extends true ? false : true>
  : Selected<R, Sel>

type BlockOf<R, Sel> = Sel extends true
  ? R
  : Sel extends object
    ? Selected<R, Sel>
    : { [K in keyof R as K extends Always ? K : never]: R[K] }
