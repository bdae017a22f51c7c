import type { Written } from './editors.ts'

/** Fields that are stored in one operation. */
export interface Share {
  /** In whose name; `undefined`: the server's own. */
  readonly editor: Written | undefined
  readonly fields: readonly string[]
}

/**
 * Divides what has changed in a document among those who edited it: what the last one may update is stored in their name, everything else in
 * the name of whoever wrote it last and may; in the order of their edits. (Spec: live.md, "Out".)
 *
 * @param editors who edited last is the last one
 */
export function divide(fields: readonly string[], editors: readonly Written[]): Share[] {
  const last = editors.at(-1)
  const shares = Map.groupBy(fields, (field) => {
    if (last === undefined || mayUpdate(last, field)) return last
    const writers = editors.filter((editor) => editor.fields.has(field))
    return writers.findLast((editor) => mayUpdate(editor, field)) ?? writers.at(-1)
  })
  return [undefined, ...editors].flatMap((editor) => {
    const own = shares.get(editor)
    return own === undefined ? [] : [{ editor, fields: own }]
  })
}

/** Whether nothing in a field is closed to them. */
const mayUpdate = ({ forbidden }: Written, field: string): boolean =>
  ![...forbidden].some((path) => path === field || path.startsWith(`${field}.`))

/**
 * Whether what an operation was refused for are only places inside fields that others have written to: they were asked when they did.
 *
 * @param paths as errors name them: `items.0.price`
 */
export function isOfOthers(paths: readonly string[], editor: Written, editors: readonly Written[]): boolean {
  return paths.every((path) => {
    const [field = '', ...inner] = path.split('.')
    if (!editors.some((other) => other !== editor && other.fields.has(field))) return false
    const names = [field, ...inner.filter((part) => !/^\d+$/.test(part))]
    return [...editor.forbidden].some((closed) => isWithin(names, closed.split('.')))
  })
}

/** Names of blocks are in `closed` only. */
function isWithin(names: readonly string[], closed: readonly string[]): boolean {
  let at = 0
  for (const part of closed) if (part === names[at]) at++
  return names[0] === closed[0] && (at === names.length || at === closed.length)
}
