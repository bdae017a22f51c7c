import type { LiveKind, LiveKinds } from '@crochet/content'
import * as Y from 'yjs'

interface Filling {
  readonly kinds: LiveKinds
  readonly values: Readonly<Record<string, unknown>>
}

/** Makes a row of a map that is in the document: with an `id`, and with every Yjs type that editors bind to. */
export function fillRow(map: Y.Map<unknown>, filling: Filling): void {
  const { id, blockType } = filling.values
  map.set('id', typeof id === 'string' ? id : newId())
  if (blockType !== undefined) map.set('blockType', blockType)
  fill(map, filling)
}

function fill(map: Y.Map<unknown>, { kinds, values }: Filling): void {
  for (const [name, kind] of Object.entries(kinds)) setField(map, name, { kind, value: values[name] })
}

function setField(map: Y.Map<unknown>, name: string, { kind, value }: { kind: LiveKind; value: unknown }): void {
  if (kind === 'value') {
    if (value !== undefined && value !== null) map.set(name, value)
  } else if (kind === 'text') map.set(name, new Y.Text(typeof value === 'string' ? value : ''))
  else if (kind === 'richText') map.set(name, new Y.XmlFragment())
  else if ('group' in kind) {
    const group = new Y.Map<unknown>()
    map.set(name, group)
    fill(group, { kinds: kind.group, values: recordOf(value) })
  } else {
    const rows = new Y.Array<unknown>()
    map.set(name, rows)
    for (const row of Array.isArray(value) ? value.map(recordOf) : []) {
      const inner = new Y.Map<unknown>()
      rows.push([inner])
      const blockType = String(row['blockType'])
      fillRow(inner, { kinds: 'rows' in kind ? kind.rows : (kind.blocks[blockType] ?? {}), values: row })
    }
  }
}

const recordOf = (value: unknown): Readonly<Record<string, unknown>> =>
  typeof value === 'object' && value !== null ? (value as Record<string, unknown>) : {}

/** 96 random bits. `crypto.randomUUID` is missing in pages that did not come over TLS. */
const newId = (): string =>
  Array.from(crypto.getRandomValues(new Uint8Array(12)), (byte) => byte.toString(16).padStart(2, '0')).join('')
