import { mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { stripTypeScriptTypes } from 'node:module'
import { join } from 'node:path'

const source = join(import.meta.dirname, '..', 'servers')
/** Below `bench`, so that what the servers import is found. */
const target = join(import.meta.dirname, '..', '..', 'node_modules', '.cache', 'realtime-servers')

/**
 * Writes the servers as plain JavaScript: reading TypeScript would cost each server process some 50 MB, which would make all of
 * them look alike.
 *
 * @returns the folder
 */
export function plainServers(): string {
  mkdirSync(target, { recursive: true })
  for (const name of readdirSync(source)) {
    const code = stripTypeScriptTypes(readFileSync(join(source, name), 'utf8'), { mode: 'strip' })
    writeFileSync(join(target, name.replace('.ts', '.mjs')), code.replaceAll(/(from '\.\/[\w-]+)\.ts'/g, "$1.mjs'"))
  }
  return target
}
