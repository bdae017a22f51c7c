import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { failpoints, plants, tunings, type Edit } from './instrumentation.ts'

const repository = join(import.meta.dirname, '..', '..')

/** @returns one line for each snippet that is not in its file exactly once; nothing when all are */
export function misplaced(edits: readonly Edit[] = [...failpoints, ...tunings, ...plants]): string[] {
  return edits.flatMap((edit) => {
    const found = occurrences(sourceOf(edit.file), edit.find)
    return found === 1 ? [] : [`${edit.name}: found ${found} times in ${edit.file}: ${JSON.stringify(edit.find)}`]
  })
}

/**
 * The sources as the server of the harness runs them, by absolute path.
 *
 * @param plant name of the bug to plant; `undefined` for none
 * @throws when a snippet is not in its file exactly once
 */
export function rewrittenSources(plant: string | undefined): Map<string, string> {
  const planted = plants.filter(({ name }) => name === plant)
  if (plant !== undefined && planted.length === 0) throw new Error(`There is no planted bug named ${plant}.`)
  return rewrittenBy([...planted, ...tunings, ...failpoints])
}

/** Sources with edits made in them, by absolute path. @throws when a snippet is not in its file exactly once */
export function rewrittenBy(edits: readonly Edit[]): Map<string, string> {
  const sources = new Map<string, string>()
  for (const edit of edits) {
    const file = join(repository, edit.file)
    sources.set(file, rewrite(sources.get(file) ?? sourceOf(edit.file), edit))
  }
  return sources
}

function rewrite(source: string, { name, file, find, replace }: Edit): string {
  if (occurrences(source, find) !== 1) {
    throw new Error(`The place of "${name}" in ${file} has changed: adapt it.\n${find}`)
  }
  return source.replace(find, () => replace)
}

/** Empty when there is no such file: then none of its snippets is found. */
function sourceOf(file: string): string {
  const path = join(repository, file)
  return existsSync(path) ? readFileSync(path, 'utf8') : ''
}

const occurrences = (source: string, snippet: string): number => source.split(snippet).length - 1
