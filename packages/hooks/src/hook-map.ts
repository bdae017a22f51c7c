/**
 * Names, payloads and results of all hook points. Empty here; whoever declares a hook point adds it by declaration merging:
 *
 * ```ts
 * declare module '@crochet/hooks' {
 *   interface HookMap {
 *     'posts:beforeChange': Waterfall<BeforeChange, 'data'>
 *   }
 * }
 * ```
 * A key may be a pattern (`[name: `${string}:beforeChange`]`). Do not add `[name: string]`: it would accept every typo.
 */
// oxlint-disable-next-line typescript/no-empty-interface, typescript/no-empty-object-type -- filled by declaration merging
export interface HookMap {}

/** How the handlers of one hook point are run and what becomes of their results (spec: hooks.md, "Kinds"). */
export type Kind = 'series' | 'waterfall' | 'bail' | 'merge' | 'parallel' | 'around'

/** All handlers run in order; what they return is ignored; a throw stops the dispatch. */
export interface Series<Payload extends object> {
  kind: 'series'
  payload: Payload
}

/** A returned value other than `undefined` replaces `payload[Key]` for the next handler; the call returns it. */
export interface Waterfall<Payload extends object, Key extends keyof Payload & string> {
  kind: 'waterfall'
  payload: Payload
  key: Key
}

/** The first result other than `undefined` and `null` ends the dispatch and is what the call returns. */
export interface Bail<Payload extends object, Result> {
  kind: 'bail'
  payload: Payload
  result: Result
}

/** Returned plain objects are merged into `payload[Into]`, visible to the next handler; the call returns that object. */
export interface Merge<Payload extends object, Into extends keyof Payload & string> {
  kind: 'merge'
  payload: Payload
  into: Into
}

/** All handlers start together; the call returns their results in order once all have settled. */
export interface Parallel<Payload extends object, Result = unknown> {
  kind: 'parallel'
  payload: Payload
  result: Result
}

/** Middleware: each handler calls `next()` for what lies inside it; the call is given the innermost function. */
export interface Around<Payload extends object, Result> {
  kind: 'around'
  payload: Payload
  result: Result
}

/** What a `HookMap` entry may be. */
export interface Definition {
  kind: Kind
  payload: object
}

type Awaitable<T> = T | PromiseLike<T>
// `void` lets a handler without `return` be written for a hook point that takes a value.
// oxlint-disable-next-line typescript/no-invalid-void-type
type Optional<T> = Awaitable<T | undefined | void>

/** The function of a handler for the hook point `D`. */
export type HandlerFunction<D> =
  D extends Series<infer P>
    ? (payload: P) => unknown
    : D extends Waterfall<infer P, infer K>
      ? (payload: P) => Optional<P[K]>
      : D extends Bail<infer P, infer R>
        ? (payload: P) => Optional<R | null>
        : D extends Merge<infer P, infer K>
          ? (payload: P) => Optional<Partial<NonNullable<P[K]>> | null>
          : D extends Parallel<infer P, infer R>
            ? (payload: P) => Awaitable<R>
            : D extends Around<infer P, infer R>
              ? (payload: P, next: () => R | Promise<R>) => Awaitable<R>
              : never

/** What calling the hook point `D` takes and gives; a promise only if a handler returned one. */
export type Call<D> =
  D extends Series<infer P>
    ? (payload: P) => void | Promise<void>
    : D extends Waterfall<infer P, infer K>
      ? (payload: P) => P[K] | Promise<P[K]>
      : D extends Bail<infer P, infer R>
        ? (payload: P) => R | undefined | Promise<R | undefined>
        : D extends Merge<infer P, infer K>
          ? (payload: P) => P[K] | Promise<P[K]>
          : D extends Parallel<infer P, infer R>
            ? (payload: P) => R[] | Promise<R[]>
            : D extends Around<infer P, infer R>
              ? (payload: P, core: () => R | Promise<R>) => R | Promise<R>
              : never

/** The part of a definition's options that its kind requires. */
export type KindOptions<D> = D extends { kind: 'waterfall'; key: infer K }
  ? { kind: 'waterfall'; key: K }
  : D extends { kind: 'merge'; into: infer K }
    ? { kind: 'merge'; into: K }
    : D extends { kind: infer K }
      ? { kind: K }
      : never

type Primitive = string | number | boolean | bigint | null | undefined

/** Payload keys with plain values may be filtered by: one value, or a list of which one must match. */
export type Filter<Payload> = {
  readonly [K in keyof Payload as Payload[K] extends Primitive ? K : never]?: Payload[K] | readonly Payload[K][]
}
