import { expect, test } from 'vitest'
import { checkConfig, type FieldConfig, type Untyped } from '../src/index.ts'

const relation = (more: Untyped): FieldConfig => ({ name: 'to', type: 'relationship', relationTo: 'users', ...more })
const problemsOf = (fields: readonly FieldConfig[], slug = 'posts'): Untyped => {
  try {
    checkConfig({
      collections: [
        { slug, fields },
        { slug: 'users', fields: [] },
      ],
    })
  } catch (error) {
    return (error as Untyped).problems
  }
  return []
}

test.each<[string, Untyped, [string, string]]>([
  ['no collection named', { relationTo: undefined }, ['relationTo', 'a relationship field needs `relationTo`']],
  ['none of several', { relationTo: [] }, ['relationTo', "name a collection: 'users', or several: ['users', 'teams']"]],
  ['one twice', { relationTo: ['users', 'users'] }, ['relationTo', 'name each collection once']],
  [
    'an unknown one',
    { relationTo: ['users', 'usres'] },
    ['relationTo', '`usres` is no collection; there are posts, users'],
  ],
  [
    'an index of a list',
    { hasMany: true, index: true },
    ['index', 'a list has no single value to compare; leave it out'],
  ],
  ['rows of no list', { maxRows: 2 }, ['maxRows', 'it counts values of a list; add `hasMany: true` or leave it out']],
])('relationships: %s is a problem with its path and what to write instead', (_what, more, [option, message]) => {
  expect(problemsOf([relation(more)])).toEqual([{ path: `collections.posts.fields.to.${option}`, message }])
})

test('unknown collections are named wherever the field stands', () => {
  const [wrong] = [relation({ relationTo: 'nobody' })]
  const problems = problemsOf([
    { type: 'row', fields: [{ name: 'seo', type: 'group', fields: [wrong as FieldConfig] }] },
    { name: 'content', type: 'blocks', blocks: [{ slug: 'quote', fields: [wrong as FieldConfig] }] },
  ])
  expect(problems.map(({ path }: Untyped) => path)).toEqual([
    'collections.posts.fields[0].fields.seo.fields.to.relationTo',
    'collections.posts.fields.content.blocks.quote.fields.to.relationTo',
  ])
})

test('names of the table of a list, and of the second column, fit into every database', () => {
  const name = 'n'.repeat(55)
  const shorten = (what: string): string => `its ${what} would have more than 63 characters; shorten the name`
  expect(problemsOf([relation({ name, hasMany: true })], 'p'.repeat(10))).toEqual([
    { path: `collections.pppppppppp.fields.${name}`, message: shorten(`table \`pppppppppp/${name}\``) },
  ])
  expect(problemsOf([relation({ name, relationTo: ['users'] })])).toEqual([
    { path: `collections.posts.fields.${name}`, message: shorten(`column \`${name}/relationTo\``) },
  ])
  expect(problemsOf([relation({ name })])).toEqual([])
})

const join = (more: Untyped): FieldConfig => ({ name: 'found', type: 'join', collection: 'posts', on: 'to', ...more })

test.each<[string, Untyped, [string, string]]>([
  ['another collection', { collection: 'no' }, ['.collection', '`no` is no collection']],
  ['no relationship', { on: 'title' }, ['.on', 'name a top-level relationship of "posts" to "posts"; it has to']],
  ['none there', { collection: 'users' }, ['.on', 'name a top-level relationship of "users" to "posts"; it has none']],
  ['something required', { required: true }, ['.required', 'nobody writes this field; leave it out']],
  ['too many', { defaultLimit: 251 }, ['.defaultLimit', 'write a whole number from 1 to 250']],
])('joins: %s is a problem with its path and what to write instead', (_what, more, [option, message]) => {
  const problems = problemsOf([relation({ relationTo: 'posts' }), { name: 'title', type: 'text' }, join(more)])
  expect(problems).toEqual([{ path: `collections.posts.fields.found${option}`, message }])
})

test('a join field stands at the top level; nothing of a virtual field can be indexed', () => {
  const inside: FieldConfig = { name: 'seo', type: 'group', fields: [join({})] }
  expect(problemsOf([inside, { name: 'v', type: 'text', virtual: true, unique: true }])).toEqual([
    {
      path: 'collections.posts.fields.seo.fields.found',
      message: 'it has no place inside others; move it to the top level',
    },
    { path: 'collections.posts.fields.v.unique', message: 'nothing of a virtual field is stored; leave it out' },
  ])
})
