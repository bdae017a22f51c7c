import { isPlainObject } from '@crochet/hooks'
import type { Problems } from './check-parts.ts'
import type { ValueField } from './field-config.ts'

/** What a shared document itself has at its top level (spec: live.md, "Mapping"). */
const reserved = ['fields', 'crochet']

interface Checked {
  readonly problems: Problems
  readonly fields: ReadonlyMap<string, ValueField>
  readonly isAuth: boolean
  readonly timestamps: boolean
}

/** Whether documents are edited together: `autosave: false` stores live edits only when a client asks for it. */
export type LiveOption = boolean | { readonly autosave?: boolean }

/** Checks the option `live` of a collection or global. */
export function checkLive(live: unknown, path: string, { problems, fields, isAuth, timestamps }: Checked): void {
  if (live === undefined || live === false) return
  if (!isLiveOption(live)) return problems.add(`${path}.live`, 'write true, false, or { autosave: false }')
  if (isAuth)
    problems.add(
      `${path}.live`,
      'accounts are not edited together; leave it out, or put what is in a collection of its own',
    )
  if (!timestamps)
    problems.add(
      `${path}.live`,
      'by `updatedAt` a store sees that somebody else has written meanwhile; leave out `timestamps: false`',
    )
  for (const name of reserved) {
    if (fields.has(name))
      problems.add(`${path}.fields.${name}`, `a live document has a \`${name}\` of its own; rename the field`)
  }
}

function isLiveOption(live: unknown): boolean {
  if (live === true) return true
  return (
    isPlainObject(live) &&
    Object.entries(live).every(([key, value]) => key === 'autosave' && typeof value === 'boolean')
  )
}
