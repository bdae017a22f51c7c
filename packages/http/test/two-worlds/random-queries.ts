import * as fc from 'fast-check'

const seen = {
  posts: [
    'id',
    'title',
    'slug',
    'views',
    'published',
    'owner',
    'meta',
    'meta.open',
    'items',
    'items.label',
    'content',
    'createdAt',
  ],
  teams: ['id', 'name', 'open', 'updatedAt'],
  tags: ['id', 'name', 'posts', 'posts.title', 'posts.views'],
  diaries: ['id', 'text'],
  users: ['id', 'name', 'email'],
}
const unseen = {
  posts: [
    'secret',
    'price',
    'concealed',
    'word',
    'meta.inner',
    'items.margin',
    'content.quote.source',
    'diary.text',
    'diary.id',
    'team.budget',
    'teamBudget',
    'tags.posts.secret',
    'nothing',
    'meta.nothing',
  ],
  teams: ['budget', 'nothing'],
  tags: ['posts.secret', 'posts.price', 'posts.team.budget', 'posts.diary.text', 'nothing'],
  diaries: ['nothing'],
  users: ['password', 'hash', 'sessions', 'disabled', 'nothing'],
}
const followed = [
  'team',
  'team.name',
  'team.open',
  'tags',
  'tags.name',
  'tags.posts',
  'tags.posts.title',
  'about',
  'teamName',
  'diary',
]

export type Slug = keyof typeof seen

/** Mostly what may be asked about: a question with one part that may not is refused as a whole. */
const mixed = (slug: Slug): fc.Arbitrary<string> =>
  fc.oneof(
    { weight: 14, arbitrary: fc.constantFrom(...seen[slug]) },
    { weight: slug === 'posts' ? 4 : 0, arbitrary: fc.constantFrom(...followed) },
    { weight: 1, arbitrary: fc.constantFrom(...unseen[slug]) },
  )

const operators = fc.oneof(
  { weight: 6, arbitrary: fc.constantFrom('equals', 'not_equals', 'in', 'not_in', 'exists') },
  {
    weight: 1,
    arbitrary: fc.constantFrom(
      'all',
      'greater_than',
      'greater_than_equal',
      'less_than',
      'less_than_equal',
      'like',
      'contains',
      'not_like',
      'near',
    ),
  },
)

export const numbered = (from: string, count: number): string[] =>
  Array.from({ length: count }, (_, number) => `${from}-${number}`)

export const ids: fc.Arbitrary<string> = fc.constantFrom(
  ...numbered('post', 12),
  ...numbered('ghost', 6),
  // Twice: what is there in one world only is what a leak would show in.
  ...numbered('ghost', 6),
  ...numbered('team', 4),
  ...numbered('tag', 4),
  ...numbered('diary', 4),
  'nobody',
  'bob',
  'ada',
)
const words = fc.oneof(fc.constantFrom('x', 'y', 'z', 'bob', 'ada', 'carl', 'taken-2'), ids)
const numbers = fc.constantFrom('0', '1', '2', '3')
const flags = fc.constantFrom('true', 'false')

/** A value that the field can be compared with, most of the time. */
function valueFor(path: string): fc.Arbitrary<string> {
  const fitting = /views|price|margin|budget|Budget/.test(path)
    ? numbers
    : /published|open$|disabled/.test(path)
      ? flags
      : words
  return fc.oneof({ weight: 15, arbitrary: fitting }, { weight: 1, arbitrary: fc.oneof(words, numbers, flags) })
}

const conditionOn = (slug: Slug): fc.Arbitrary<object> =>
  fc.tuple(mixed(slug), operators).chain(([path, operator]) => {
    const value = operator === 'exists' ? flags : valueFor(path)
    const isList = operator === 'in' || operator === 'not_in' || operator === 'all'
    return (isList ? fc.array(value, { minLength: 1, maxLength: 3 }) : value).map((operand) => ({
      [path]: { [operator]: operand },
    }))
  })

const whereOn = (slug: Slug): fc.Arbitrary<object> =>
  fc.letrec<{ where: object }>((tie) => ({
    where: fc.oneof(
      { maxDepth: 2 },
      { weight: 3, arbitrary: conditionOn(slug) },
      { weight: 1, arbitrary: fc.record({ and: fc.array(tie('where'), { minLength: 1, maxLength: 2 }) }) },
      { weight: 1, arbitrary: fc.record({ or: fc.array(tie('where'), { minLength: 1, maxLength: 2 }) }) },
    ),
  })).where

const sortOn = (slug: Slug): fc.Arbitrary<string> =>
  fc
    .tuple(
      fc.constantFrom('', '-'),
      mixed(slug).filter((path) => !/^(meta|items|content|posts|tags|about)/.test(path)),
    )
    .map((parts) => parts.join(''))

const nested = (path: string, wanted: string): [string, unknown] => {
  const [first = '', ...rest] = path.split('.')
  return [first, rest.reduceRight<unknown>((inner, key) => ({ [key]: inner }), wanted)]
}
const own = (path: string): boolean => !/^(team|tags|diary|about|posts|content)\./.test(path)
const selectOn = (slug: Slug): fc.Arbitrary<object> =>
  fc
    .tuple(fc.constantFrom('true', 'false'), fc.array(mixed(slug).filter(own), { minLength: 1, maxLength: 3 }))
    .map(([wanted, paths]) => Object.fromEntries(paths.map((path) => nested(path, wanted))))

const populate = fc.record(
  { teams: selectOn('teams'), tags: selectOn('tags'), posts: selectOn('posts') },
  { requiredKeys: [] },
)
const joins = fc.record({
  posts: fc.record(
    { where: whereOn('posts'), sort: sortOn('posts'), limit: fc.constantFrom('1', '5'), count: fc.constant('true') },
    { requiredKeys: [] },
  ),
})

export interface Parts {
  where: object
  sort: string
  select: object
  populate: object
  joins: object
  depth: string
  limit: string
  page: string
  pagination: string
}

/** @param slug only tags have joins, and other collections refuse the parameter */
const partsOn = (slug: Slug): fc.Arbitrary<Partial<Parts>> =>
  fc.record(
    {
      where: whereOn(slug),
      sort: sortOn(slug),
      select: selectOn(slug),
      populate,
      depth: fc.constantFrom('0', '1', '2', '3'),
      limit: fc.constantFrom('1', '3', '10', '250'),
      page: fc.constantFrom('1', '2', '9'),
      pagination: flags,
      ...(slug === 'tags' ? { joins } : {}),
    },
    { requiredKeys: [] },
  )

/** A collection, some of the parts of a query to it, and one of its fields. */
export const queries: fc.Arbitrary<{ slug: Slug; parts: Partial<Parts>; field: string }> = fc.oneof(
  ...(['posts', 'posts', 'posts', 'posts', 'teams', 'tags', 'tags', 'diaries', 'users'] as const).map((slug) =>
    fc.record({ slug: fc.constant(slug), parts: partsOn(slug), field: mixed(slug) }),
  ),
)
export const postWheres: fc.Arbitrary<object> = whereOn('posts')
