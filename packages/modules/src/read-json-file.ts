import { open } from 'node:fs/promises'
import { describeThrown } from './errors.ts'
import { findJsonFault } from './json-fault.ts'

/** What a JSON file holds, or why it cannot be used. */
export type JsonFile =
  | { readonly kind: 'missing' }
  | { readonly kind: 'value'; readonly value: unknown }
  /** `what` completes a sentence whose subject is the file: `is no JSON at line 3, column 5: …`. */
  | { readonly kind: 'unusable'; readonly what: string; readonly cause: unknown }

/** Bytes that a settings file or a package.json may have. */
const maxBytes = 1_048_576

/** Reads a JSON file of at most 1 MB. Never rejects. */
export async function readJsonFile(path: string): Promise<JsonFile> {
  let text: string
  try {
    await using file = await open(path, 'r')
    const stat = await file.stat()
    if (!stat.isFile()) return { kind: 'unusable', what: 'is no file', cause: undefined }
    if (stat.size > maxBytes) return { kind: 'unusable', what: `has more than ${maxBytes} bytes`, cause: undefined }
    text = (await file.readFile('utf8')).replace(/^\uFEFF/, '')
  } catch (error) {
    if (isMissing(error)) return { kind: 'missing' }
    return { kind: 'unusable', what: `cannot be read: ${describeThrown(error)}`, cause: error }
  }
  try {
    return { kind: 'value', value: JSON.parse(text) }
  } catch (error) {
    const place = findJsonFault(text)
    const at = place === undefined ? '' : ` at line ${place.line}, column ${place.column}`
    const why = describeThrown(error).replace(/ in JSON at position .*$/s, '')
    return { kind: 'unusable', what: `is no JSON${at}: ${why}`, cause: error }
  }
}

function isMissing(error: unknown): boolean {
  return error instanceof Error && 'code' in error && (error.code === 'ENOENT' || error.code === 'ENOTDIR')
}
