import type { Where } from '@crochet/content'
import type { WherePaths } from './schema/where-types.ts'

type Input = Readonly<Record<string, unknown>>

/**
 * A `where` of GraphQL in the query language of the content engine, which checks it: `seo__title` is `seo.title`, what is asked of
 * the `fields` of a reference is asked of the path through it (`author.name`), `at` is the way into a JSON value. Where one of these is
 * `null`, it is passed on, to be refused: to leave it out would ask for more.
 *
 * @param slug the collection whose documents are asked for
 */
export function toWhere(types: WherePaths, slug: string, input: Input | null | undefined): Where | undefined {
  return input === null || input === undefined ? undefined : translate(types, slug, { input, prefix: '' })
}

function translate(types: WherePaths, slug: string, { input, prefix }: { input: Input; prefix: string }): Where {
  const paths = types.paths(slug)
  const parts: Where[] = []
  for (const [key, value] of Object.entries(input)) {
    const known = paths.get(key)
    if (known === undefined) {
      const inner = Array.isArray(value)
        ? value.map((one: unknown) => (isInput(one) ? translate(types, slug, { input: one, prefix }) : one))
        : value
      parts.push({ [key === 'AND' ? 'and' : 'or']: inner as readonly Where[] })
      continue
    }
    const path = prefix + known.path
    if (!isInput(value)) {
      parts.push({ [path]: value as never })
      continue
    }
    const { fields, at, ...rest } = value
    const operators: Record<string, unknown> = rest
    if (known.to !== undefined && isInput(fields)) {
      parts.push(translate(types, known.to, { input: fields, prefix: `${path}.` }))
      if (Object.keys(operators).length === 0) continue
    } else if (fields !== undefined) operators['fields'] = fields
    if (at === null) operators['at'] = at
    parts.push({ [typeof at === 'string' ? `${path}.${at}` : path]: operators })
  }
  const [only] = parts
  return parts.length === 1 && only !== undefined ? only : { and: parts }
}

const isInput = (value: unknown): value is Input => typeof value === 'object' && value !== null
