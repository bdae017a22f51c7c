/**
 * What hook modules offer each other, by name. A module says of which type its own is, by declaration merging:
 *
 * ```ts
 * declare module 'crochet' {
 *   interface Services { files?: FileStore }
 * }
 * ```
 */
export interface Services {
  [name: string]: unknown
}
