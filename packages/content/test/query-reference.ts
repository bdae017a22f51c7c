import type { Doc, Untyped } from '../src/index.ts'

/**
 * What queries mean, written down once more as plainly as can be and without the code under test: the values at each path, what
 * each operator asks of them, and in which order documents come.
 */

type Kind = 'text' | 'number' | 'boolean' | 'date' | 'json' | 'point' | 'pair' | 'presence'

export interface Path {
  readonly kind: Kind
  readonly many?: boolean
  /** Whether there is at most one value, to sort by. */
  readonly single?: boolean
  values(doc: Doc): unknown[]
  /** A `json` value as it is: a list there is something, and no single value. */
  itself?(doc: Doc): unknown
}

const rows = (list: Untyped): Untyped[] => list ?? []
const ofBlock = (doc: Doc, slug: string): Untyped[] => rows(doc['content']).filter((row) => row.blockType === slug)
const single = (kind: Kind, read: (doc: Doc) => unknown): Path => ({ kind, single: true, values: (doc) => [read(doc)] })
const list = (kind: Kind, read: (doc: Doc) => Untyped): Path => ({ kind, many: true, values: (doc) => rows(read(doc)) })
const any = (kind: Kind, values: (doc: Doc) => unknown[]): Path => ({ kind, values })
const json = (read: (doc: Doc) => unknown): Path => ({
  kind: 'json',
  single: true,
  values(doc) {
    const value = read(doc)
    return (Array.isArray(value) ? value : [value]).filter((each) => typeof each !== 'object')
  },
  itself: (doc) => read(doc) ?? null,
})
const key = (value: Untyped, name: string): Untyped =>
  typeof value === 'object' && value !== null && !Array.isArray(value) && Object.hasOwn(value, name)
    ? value[name]
    : null

/** The documents that there are, by id: what relationships lead to. */
export const world = new Map<unknown, Doc>()
const follow = (ids: Untyped[]): Doc[] => ids.flatMap((id) => world.get(id) ?? [])
const next = (doc: Doc): Doc[] => follow([doc['next']])
const links = (doc: Doc): Doc[] => follow(rows(doc['links']))

/** The documents that refer to this one. */
const referring = (doc: Doc, name: string): Doc[] =>
  [...world.values()].filter((other) =>
    [other[name]]
      .flat()
      .some((each) => each === doc['id'] || (each?.relationTo === 'things' && each.value === doc['id'])),
  )
const linkedBy = (doc: Doc): Doc[] => referring(doc, 'links').filter((other) => other['n'] > 0)
const refsBy = (doc: Doc): Doc[] =>
  referring(doc, 'refs').filter((other) => (next(other)[0]?.['title'] ?? null) === null)
const idsOf = (docs: readonly Doc[]): unknown[] => docs.map((doc) => doc['id'])

export const paths: Readonly<Record<string, Path>> = {
  id: single('text', (doc) => doc['id']),
  title: single('text', (doc) => doc['title']),
  n: single('number', (doc) => doc['n']),
  done: single('boolean', (doc) => doc['done']),
  on: single('date', (doc) => doc['on']),
  kind: single('text', (doc) => doc['kind']),
  tags: list('text', (doc) => doc['tags']),
  nums: list('number', (doc) => doc['nums']),
  meta: json((doc) => doc['meta']),
  'meta.a': json((doc) => key(doc['meta'], 'a')),
  'meta.b.a': json((doc) => key(key(doc['meta'], 'b'), 'a')),
  place: any('point', (doc) => [doc['place']]),
  body: any('presence', (doc) => [doc['body']]),
  seo: any('presence', (doc) => [doc['seo']]),
  'seo.title': single('text', (doc) => key(doc['seo'], 'title')),
  'seo.rank': single('number', (doc) => key(doc['seo'], 'rank')),
  'seo.deep.on': single('date', (doc) => key(key(doc['seo'], 'deep'), 'on')),
  'seo.tags': list('text', (doc) => key(doc['seo'], 'tags')),
  items: any('presence', (doc) => rows(doc['items'])),
  'items.id': any('text', (doc) => rows(doc['items']).map((row) => row.id)),
  'items.price': any('number', (doc) => rows(doc['items']).map((row) => row.price)),
  'items.place': any('point', (doc) => rows(doc['items']).map((row) => row.place)),
  'items.tags': { ...list('text', (doc) => rows(doc['items']).flatMap((row) => rows(row.tags))) },
  'items.parts.name': any('text', (doc) =>
    rows(doc['items']).flatMap((row) => rows(row.parts).map((part) => part.name)),
  ),
  'content.blockType': any('text', (doc) => rows(doc['content']).map((row) => row.blockType)),
  'content.text': any('text', (doc) => [...ofBlock(doc, 'quote'), ...ofBlock(doc, 'note')].map((row) => row.text)),
  'content.quote.text': any('text', (doc) => ofBlock(doc, 'quote').map((row) => row.text)),
  'content.quote': any('presence', (doc) => ofBlock(doc, 'quote')),
  'content.quote.n': any('number', (doc) => ofBlock(doc, 'quote').map((row) => row.n)),
  next: single('text', (doc) => doc['next']),
  nextTitle: single('text', (doc) => next(doc)[0]?.['title']),
  afterNext: single('number', (doc) => key(next(doc).flatMap(next)[0]?.['seo'], 'rank')),
  'links.nextTitle': any('text', (doc) =>
    links(doc)
      .flatMap(next)
      .map((each) => each['title']),
  ),
  before: list('text', (doc) => idsOf(referring(doc, 'next'))),
  'before.title': any('text', (doc) => referring(doc, 'next').map((each) => each['title'])),
  'before.tags': list('text', (doc) => referring(doc, 'next').flatMap((each) => rows(each['tags']))),
  'before.before.n': any('number', (doc) =>
    referring(doc, 'next')
      .flatMap((each) => referring(each, 'next'))
      .map((each) => each['n']),
  ),
  linkedBy: list('text', (doc) => idsOf(linkedBy(doc))),
  'linkedBy.n': any('number', (doc) => linkedBy(doc).map((each) => each['n'])),
  'refBy.seo.title': any('text', (doc) => referring(doc, 'ref').map((each) => key(each['seo'], 'title'))),
  'refsBy.id': any('text', (doc) => idsOf(refsBy(doc))),
  'next.refsBy.items.price': any('number', (doc) =>
    next(doc)
      .flatMap(refsBy)
      .flatMap((each) => rows(each['items']).map((row) => row.price)),
  ),
  'next.title': single('text', (doc) => next(doc)[0]?.['title']),
  'next.next.n': single('number', (doc) => next(doc).flatMap(next)[0]?.['n']),
  'next.seo.rank': single('number', (doc) => key(next(doc)[0]?.['seo'], 'rank')),
  'next.tags': list('text', (doc) => next(doc)[0]?.['tags']),
  links: list('text', (doc) => doc['links']),
  'links.title': any('text', (doc) => links(doc).map((each) => each['title'])),
  'links.id': any('text', (doc) => links(doc).map((each) => each['id'])),
  'links.links.n': any('number', (doc) =>
    links(doc)
      .flatMap(links)
      .map((each) => each['n']),
  ),
  'links.items.price': any('number', (doc) =>
    links(doc).flatMap((each) => rows(each['items']).map((row) => row.price)),
  ),
  'items.link': any('text', (doc) => rows(doc['items']).map((row) => row.link)),
  'items.link.title': any('text', (doc) =>
    follow(rows(doc['items']).map((row) => row.link)).map((each) => each['title']),
  ),
  'seo.links': list('text', (doc) => key(doc['seo'], 'links')),
  'seo.links.n': any('number', (doc) => follow(rows(key(doc['seo'], 'links'))).map((each) => each['n'])),
  ref: any('pair', (doc) => [doc['ref']]),
  'ref.value': single('text', (doc) => doc['ref']?.value),
  'ref.relationTo': single('text', (doc) => doc['ref']?.relationTo),
  refs: list('pair', (doc) => doc['refs']),
  'refs.value': list('text', (doc) => rows(doc['refs']).map((ref) => ref.value)),
  'items.ref': any('pair', (doc) => rows(doc['items']).map((row) => row.ref)),
  'items.ref.relationTo': any('text', (doc) => rows(doc['items']).map((row) => row.ref?.relationTo)),
  'content.note.n': any('text', (doc) => ofBlock(doc, 'note').map((row) => row.n)),
}

export function matches(doc: Doc, where: Untyped): boolean {
  return Object.entries<Untyped>(where).every(([name, value]) => {
    if (name === 'and') return value.every((part: Untyped) => matches(doc, part))
    if (name === 'or') return value.some((part: Untyped) => matches(doc, part))
    return Object.entries(value).every(([operator, asked]) => holds(doc, name, { operator, asked }))
  })
}

function holds(doc: Doc, name: string, { operator, asked }: { operator: string; asked: Untyped }): boolean {
  const path = paths[name] as Path
  const values = path.values(doc).filter((value) => value !== null && value !== undefined)
  const present = path.itself === undefined ? values.length > 0 : path.itself(doc) !== null
  const has = (one: unknown): boolean => (one === null ? !present : values.some((value) => isSame(path, value, one)))
  const some = (test: (value: Untyped) => boolean): boolean => values.some(test)
  switch (operator) {
    case 'exists':
      return present === asked
    case 'equals':
      return has(asked)
    case 'not_equals':
      return !has(asked)
    case 'in':
      return asked.some(has)
    case 'not_in':
      return !asked.some(has)
    case 'all':
      return asked.every(has)
    case 'contains':
      if (path.many === true) return has(asked)
      return some((value) => typeof value === 'string' && lower(value).includes(lower(asked)))
    case 'like':
      return some(
        (value) =>
          typeof value === 'string' &&
          lower(asked)
            .split(/\s+/)
            .every((word) => lower(value).includes(word)),
      )
    default:
      return some((value) => isOrdered(path, value, { operator, asked }))
  }
}

const lower = (text: string): string => text.toLowerCase()

function isSame({ kind }: Path, value: Untyped, asked: Untyped): boolean {
  if (kind === 'point') return value[0] === asked[0] && value[1] === asked[1]
  if (kind === 'pair') return value.relationTo === asked.relationTo && value.value === asked.value
  if (kind === 'date') return Date.parse(value) === Date.parse(asked)
  return kind === 'json' && typeof asked === 'string' ? String(value) === asked : value === asked
}

function isOrdered({ kind }: Path, value: Untyped, { operator, asked }: { operator: string; asked: Untyped }): boolean {
  const spelled =
    kind === 'json' && typeof asked === 'string' && String(Number(asked)) === asked ? Number(asked) : asked
  if (kind === 'json' && typeof value !== typeof spelled) return false
  const order = kind === 'date' ? Date.parse(value) - Date.parse(asked) : compare(value, spelled)
  switch (operator) {
    case 'greater_than':
      return order > 0
    case 'greater_than_equal':
      return order >= 0
    case 'less_than':
      return order < 0
    case 'less_than_equal':
      return order <= 0
    default:
      throw new Error(`no such operator: ${operator}`)
  }
}

/** Nothing first, then `false`, `true`, texts by their bytes, numbers. */
export function compare(a: Untyped, b: Untyped): number {
  const rank = (value: unknown): number =>
    ['object', 'boolean', 'string', 'number'].indexOf(value === undefined ? 'object' : typeof value)
  if (rank(a) !== rank(b)) return rank(a) - rank(b)
  if (typeof a === 'string') return Buffer.compare(Buffer.from(a), Buffer.from(b))
  return rank(a) === 0 ? 0 : Number(a) - Number(b)
}

export function sorted(docs: readonly Doc[], sort: readonly string[]): Doc[] {
  return docs.toSorted((a, b) => {
    for (const name of sort) {
      const path = paths[name.replace('-', '')] as Path
      const value = (doc: Doc): unknown => valueToSortBy(path, doc)
      const order = compare(value(a), value(b))
      if (order !== 0) return name.startsWith('-') ? -order : order
    }
    return compare(a['id'], b['id'])
  })
}

export function valueToSortBy(path: Path, doc: Doc): unknown {
  if (path.itself === undefined) return path.values(doc)[0] ?? null
  const value = path.itself(doc)
  return typeof value === 'object' ? null : value
}
