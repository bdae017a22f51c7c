/** Where files are kept under keys such as `collections/posts/1.json`: a folder, a bucket of S3. */
export interface FileStore {
  /** Replaces what was there; whoever reads sees the old bytes or the new ones, never a part. */
  put(key: string, bytes: Uint8Array): Promise<void>
  /** @returns `undefined` when there is none */
  get(key: string): Promise<Uint8Array | undefined>
  /** Keys that begin with the prefix, in order. */
  list(prefix?: string): Promise<string[]>
  /** Does nothing when there is none. */
  delete(key: string): Promise<void>
}

/**
 * A key from parts that may be anything (names of documents come from clients): each part becomes one segment that is a good name
 * for a file everywhere, and no two parts the same.
 */
export const keyOf = (...parts: readonly string[]): string => parts.map(segment).join('/')

/** `minutes/2026` → `minutes%2f2026`; capitals too, since some file systems take `A` and `a` for the same. */
function segment(part: string): string {
  if (part === '') return '%'
  return part.replaceAll(/[^a-z0-9_.-]|^\.|\.$/gu, (character) =>
    [...new TextEncoder().encode(character)].map((byte) => `%${byte.toString(16).padStart(2, '0')}`).join(''),
  )
}
