import { isPlainObject } from '@crochet/hooks'
import type { RichTextField } from '../config/field-config.ts'
import { isCleanText } from './check-text.ts'
import type { FieldType } from './field-type.ts'
import { isCount } from './option-checks.ts'

const deepest = 16
const mostNodes = 10_000
const deepestAttribute = 4
const longestAttribute = 10_000
const longestText = 1_000_000
const nodeKeys = new Set(['type', 'attrs', 'content', 'marks', 'text'])
const markKeys = new Set(['type', 'attrs'])
const namePattern = /^[A-Za-z][A-Za-z0-9_-]{0,63}$/

/**
 * `richText`: a tree of nodes as ProseMirror and TipTap write it (`Node.toJSON`). Which kinds of nodes there are is the editor's
 * affair; here their shape and size are checked.
 */
export const richText: FieldType<RichTextField> = {
  column: 'json',
  options: { maxLength: isCount },
  isEmpty: (value) => isPlainObject(value) && listOf(value['content']).every(isBlankParagraph),
  check(value, { maxLength = longestText }) {
    if (!isPlainObject(value) || value['type'] !== 'doc') {
      return "must be a document: { type: 'doc', content: [{ type: 'paragraph' }] }"
    }
    return new TreeCheck(maxLength).findFlaw(value)
  },
}

const listOf = (value: unknown): readonly unknown[] => (Array.isArray(value) ? value : [])

const isBlankParagraph = (node: unknown): boolean =>
  isPlainObject(node) && node['type'] === 'paragraph' && listOf(node['content']).length === 0

type Flaw = readonly [{ readonly at: string; readonly message: string }] | undefined

const flaw = (at: string, message: string): Flaw => [{ at, message }]

/** Stops at the first flaw: a broken tree says nothing worth reading after it. */
class TreeCheck {
  readonly #longest: number
  #nodes = 0
  #length = 0

  constructor(longest: number) {
    this.#longest = longest
  }

  findFlaw(node: unknown, at: string = '', depth: number = 0): Flaw {
    if (depth > deepest) return flaw(at, `must not be nested more than ${deepest} deep`)
    if (++this.#nodes > mostNodes) return flaw('', `must have at most ${mostNodes} nodes`)
    if (!isPlainObject(node)) return flaw(at, 'must be a node: { type, … }')
    if (!isName(node['type'])) return flaw(`${at}.type`, 'must be the name of a kind of nodes')
    const unknown = Object.keys(node).find((key) => !nodeKeys.has(key))
    if (unknown !== undefined) return flaw(`${at}.${unknown.slice(0, 64)}`, 'is nothing that a node has')
    const { type, text, attrs, marks = [], content = [] } = node
    return (
      (type === 'text'
        ? this.#textFlaw(node, at)
        : text === undefined
          ? undefined
          : flaw(`${at}.text`, 'must be in a node of the type text')) ??
      attrsFlaw(attrs, `${at}.attrs`) ??
      marksFlaw(marks, `${at}.marks`) ??
      this.#contentFlaw(content, `${at}.content`, depth)
    )
  }

  #textFlaw({ text, content }: Record<string, unknown>, at: string): Flaw {
    if (typeof text !== 'string' || text === '') return flaw(`${at}.text`, 'must be text, one character or more')
    if (!isCleanText(text)) return flaw(`${at}.text`, 'must be text without NUL and half characters')
    this.#length += text.length
    if (this.#length > this.#longest) return flaw('', `must have at most ${this.#longest} characters`)
    return content === undefined ? undefined : flaw(`${at}.content`, 'must not be in a node of the type text')
  }

  #contentFlaw(content: unknown, at: string, depth: number): Flaw {
    if (!Array.isArray(content)) return flaw(at, 'must be a list of nodes')
    for (const [index, node] of content.entries()) {
      const found = this.findFlaw(node, `${at}.${index}`, depth + 1)
      if (found !== undefined) return found
    }
    return undefined
  }
}

function marksFlaw(marks: unknown, at: string): Flaw {
  const fits = (mark: unknown): boolean =>
    isPlainObject(mark) && isName(mark['type']) && Object.keys(mark).every((key) => markKeys.has(key))
  if (!Array.isArray(marks) || marks.length > 32 || !marks.every(fits))
    return flaw(at, 'must be a list of marks: { type, attrs }')
  for (const [index, mark] of marks.entries()) {
    const found = attrsFlaw(mark.attrs, `${at}.${index}.attrs`)
    if (found !== undefined) return found
  }
  return undefined
}

function attrsFlaw(attrs: unknown, at: string): Flaw {
  if (attrs === undefined) return undefined
  const message = `must be an object of JSON values, nested at most ${deepestAttribute} deep, texts of at most ${longestAttribute} characters`
  return isPlainObject(attrs) && isAttribute(attrs, 0) ? undefined : flaw(at, message)
}

function isAttribute(value: unknown, depth: number): boolean {
  if (value === null || typeof value === 'boolean' || Number.isFinite(value)) return true
  if (typeof value === 'string') return value.length <= longestAttribute && isCleanText(value)
  if (depth > deepestAttribute || (!Array.isArray(value) && !isPlainObject(value))) return false
  return Object.values(value).every((item) => isAttribute(item, depth + 1))
}

const isName = (value: unknown): boolean => typeof value === 'string' && namePattern.test(value)
