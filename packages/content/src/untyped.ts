/**
 * A value whose type only the user's configuration knows: a document before types are generated for it, the value of a
 * field in a hook. This is the one `any` of the package; with `unknown` in its place no hook could be written without casts.
 */
// oxlint-disable-next-line typescript/no-explicit-any -- see above
export type Untyped = any

/** Values of fields by name, as callers send them: a field that is left out or `undefined` was not sent. */
export type Data = Record<string, Untyped>

/** A document as it is stored or answered. `createdAt` and `updatedAt` are ISO 8601 texts in UTC. */
export type Doc = Record<string, Untyped>
