import type { LiveKind, LiveKinds } from '@crochet/content'
import * as Y from 'yjs'
import { mapHolder, type Holder } from './holder.ts'
import { LiveRows } from './live-rows.ts'
import { LiveValue } from './live-value.ts'

/** The fields of a level, each looked up when it is asked for: a Yjs type may be replaced by another. */
export function liveFields(kinds: LiveKinds, holder: Holder, mayWrite: () => boolean): object {
  const fields: object = Object.create(null)
  for (const [name, kind] of Object.entries(kinds)) {
    Object.defineProperty(fields, name, { enumerable: true, get: () => liveField(name, kind, { holder, mayWrite }) })
  }
  return fields
}

interface Where {
  readonly holder: Holder
  readonly mayWrite: () => boolean
}

function liveField(name: string, kind: LiveKind, { holder, mayWrite }: Where): unknown {
  if (kind === 'text') return holder.shared(name, Y.Text)
  if (kind === 'richText') return holder.shared(name, Y.XmlFragment)
  if (kind === 'value') return new LiveValue(holder.values, name)
  const fieldsIn = (map: Y.Map<unknown>, inner: LiveKinds): object =>
    liveFields(inner, mapHolder(map, mayWrite), mayWrite)
  if ('group' in kind) return fieldsIn(holder.shared(name, Y.Map<unknown>), kind.group)
  return new LiveRows({ type: holder.shared(name, Y.Array<unknown>), kind, fieldsIn })
}
