import { isPlainObject } from '@crochet/hooks'
import type { BlocksField } from '../config/field-config.ts'
import { checkRows } from './check-rows.ts'
import type { FieldType, OptionCheck } from './field-type.ts'
import { isCount } from './option-checks.ts'

const slugPattern = /^[A-Za-z][A-Za-z0-9_-]{0,49}$/
const keys = ['slug', 'fields', 'labels']

/** `blocks`: rows of several kinds, each with the fields of its `blockType`. Rows are the same row by `id`, as in an array. */
export const blocks: FieldType<BlocksField> = {
  column: 'json',
  holds: 'blocks',
  options: { blocks: checkBlocks, minRows: isCount, maxRows: isCount },
  requiredOptions: ['blocks'],
  check(value, config) {
    const flaw = checkRows(value, config)
    if (flaw !== undefined) return flaw
    const slugs = config.blocks.map(({ slug }) => slug)
    const unknown = (value as Record<string, unknown>[]).flatMap((row, index) =>
      slugs.includes(row['blockType'] as string) ? [] : [{ at: `.${index}.blockType`, message: oneOf(slugs) }],
    )
    return unknown.length === 0 ? undefined : unknown
  },
}

/** What a `blockType` has to be. */
export const oneOf = (slugs: readonly string[]): string => `must be one of ${slugs.join(', ')}`

/** The fields of each block are checked with the fields of the configuration. */
function checkBlocks(value: unknown): ReturnType<OptionCheck> {
  if (!Array.isArray(value) || value.length === 0) return "write a list such as [{ slug: 'quote', fields: […] }]"
  const taken = new Set<string>()
  const flaws = value.flatMap((block: unknown, index) => {
    const at = `[${index}]`
    if (!isPlainObject(block)) return [{ at, message: "write an object: { slug: 'quote', fields: […] }" }]
    const { slug, labels } = block
    const unknown = Object.keys(block).filter((key) => !keys.includes(key))
    const found = unknown.map((key) => ({ at: `${at}.${key}`, message: `unknown; known here are ${keys.join(', ')}` }))
    if (labels !== undefined && !isPlainObject(labels))
      found.push({ at: `${at}.labels`, message: 'write { singular, plural }' })
    const problem = slugProblem(slug, taken)
    if (problem !== undefined) found.push({ at: `${at}.slug`, message: problem })
    taken.add(String(slug).toLowerCase())
    return found
  })
  return flaws.length === 0 ? undefined : flaws
}

function slugProblem(slug: unknown, taken: ReadonlySet<string>): string | undefined {
  if (typeof slug !== 'string' || !slugPattern.test(slug)) {
    return 'use letters, digits, - and _ for the slug, a letter first, at most 50 characters'
  }
  if (slug in Object.prototype) return `\`${slug}\` means something in JavaScript; choose another slug`
  return taken.has(slug.toLowerCase()) ? 'the slug is taken (upper and lower case are the same); rename one' : undefined
}
