import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'

/** The second place that `onStoreDocument` of `server-process.ts` writes to: a file for each document. */
export const storedFile = (name: string): string => `${encodeURIComponent(name)}.yjs`

const ending = '.yjs'

/** What was stored last, by document. */
export function readStoredStates(folder: string): Map<string, Uint8Array> {
  if (!existsSync(join(folder, 'stored'))) return new Map()
  const files = readdirSync(join(folder, 'stored')).filter((file) => file.endsWith(ending))
  return new Map(
    files.map((file) => [
      decodeURIComponent(file.slice(0, -ending.length)),
      new Uint8Array(readFileSync(join(folder, 'stored', file))),
    ]),
  )
}
