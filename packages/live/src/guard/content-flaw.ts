import * as Y from 'yjs'
import { isJson } from '../canonical-json.ts'
import type { LiveField } from '../mapping/live-field.ts'
import { fieldAt, type Spot } from './spot.ts'

/** @returns what is wrong with putting something there; nothing, if it may be */
export function contentFlaw(spot: Spot, key: string | null, content: Y.Item['content']): string | undefined {
  // Gone already, whatever it was.
  if (content instanceof Y.ContentDeleted) return undefined
  switch (spot.is) {
    case 'gone':
      return undefined
    case 'nothing':
      return 'is no field'
    case 'server':
      return "is the server's to write"
    case 'values':
    case 'group':
    case 'row':
      return key === null ? 'has entries with names' : entryFlaw(spot, key, content)
    case 'rows':
      return key === null && typeIn(content) === Y.Map ? undefined : 'holds rows (Y.Map)'
    case 'text':
    case 'marked text':
      return key === null && isTextual(content) ? undefined : 'holds text'
    case 'fragment':
    case 'element':
      return key === null ? nodeFlaw(content) : attributeFlaw(spot, content)
  }
}

function entryFlaw(spot: Spot, key: string, content: Y.Item['content']): string | undefined {
  if (spot.is === 'row' && (key === 'id' || key === 'blockType')) return headFlaw(spot.field, key, content)
  const field = fieldAt(spot, key)
  if (field === undefined) return 'is no field'
  const { mapping } = field
  if (mapping.is === 'shared') return typeIn(content) === mapping.type ? undefined : `must be ${mapping.holds}`
  const value = valueIn(content)
  return value === null || mapping.accepts(field, value) ? undefined : `must be ${mapping.expected(field)}`
}

function headFlaw(field: LiveField, key: 'id' | 'blockType', content: Y.Item['content']): string | undefined {
  const value = valueIn(content)
  if (typeof value !== 'string') return 'must be a text'
  if (key === 'blockType')
    return field.blocks.has(value) ? undefined : `must be one of ${[...field.blocks.keys()].join(', ')}`
  return value !== '' && value.length <= 64 ? undefined : 'must be a text of 1 to 64 characters'
}

function nodeFlaw(content: Y.Item['content']): string | undefined {
  const type = typeIn(content)
  return type === Y.XmlElement || type === Y.XmlText ? undefined : 'holds nodes and texts of rich text'
}

function attributeFlaw(spot: Spot, content: Y.Item['content']): string | undefined {
  return spot.is === 'element' && isJson(valueIn(content)) ? undefined : 'must have attributes that are JSON'
}

const isTextual = (content: Y.Item['content']): boolean =>
  content instanceof Y.ContentString || (content instanceof Y.ContentFormat && isJson(content.value))

const typeIn = (content: Y.Item['content']): unknown =>
  content instanceof Y.ContentType ? content.type.constructor : undefined

/** @returns `undefined` for what is no single plain value */
const valueIn = (content: Y.Item['content']): unknown =>
  content instanceof Y.ContentAny && content.arr.length === 1 ? (content.arr[0] as unknown) : undefined
