import type { CollectionConfig, GlobalConfig } from 'crochet'

type Asking = { req: { user: { id: string; role?: string } | null } }

export const isAdmin = ({ req }: Asking): boolean => req.user?.role === 'admin'
const own = (asking: Asking): boolean | { owner: { equals: string } } =>
  isAdmin(asking) || (asking.req.user !== null && { owner: { equals: asking.req.user.id } })

const rules = {
  none: undefined,
  true: () => true,
  false: () => false,
  where: own,
}

/** What somebody may do is asked of these. */
export interface Subject {
  readonly slug: string
  /** The rule, as the table calls it. */
  readonly rule: string
  readonly kind: 'collection' | 'auth collection' | 'global'
}

/** Every operation asks the same rule. */
function ruled<Rule>(decide: Rule): Record<'create' | 'read' | 'update' | 'delete' | 'readVersions', Rule> {
  return { create: decide, read: decide, update: decide, delete: decide, readVersions: decide }
}

const plain = [
  { name: 'title', type: 'text' },
  { name: 'owner', type: 'text' },
] as const satisfies CollectionConfig['fields']

const ruledFields: CollectionConfig['fields'] = [
  ...plain,
  { name: 'secret', type: 'text', access: { read: isAdmin } },
  { name: 'fixed', type: 'text', access: { create: isAdmin, update: isAdmin } },
]

const names = { none: 'Unruled', true: 'Open', false: 'Closed', where: 'Own' } as const

/** Who asks. They have accounts of a collection that nothing is asked of. */
const people: CollectionConfig = { slug: 'people', auth: true, fields: [{ name: 'role', type: 'text' }] }

export const collections: CollectionConfig[] = [people]
export const globals: GlobalConfig[] = []
export const subjects: Subject[] = []

for (const rule of ['none', 'true', 'false', 'where'] as const) {
  const decide = rules[rule]
  const access = decide === undefined ? {} : ruled(decide)
  // A `where` says nothing about a document that is not there yet.
  const ofCollection = rule === 'where' ? { ...access, create: ({ req }: Asking) => req.user !== null } : access
  const name = names[rule]
  const add = (
    kind: Subject['kind'],
    prefix: string,
  ): { slug: string; labels: { singular: string; plural: string } } => {
    const slug = `${prefix}-${name.toLowerCase()}`
    subjects.push({ slug, rule, kind })
    return { slug, labels: { singular: singular(slug), plural: plural(slug) } }
  }
  collections.push({ ...add('collection', 'notes'), live: true, versions: true, access: ofCollection, fields: plain })
  collections.push({
    ...add('auth collection', 'accounts'),
    auth: true,
    versions: true,
    access: ofCollection,
    fields: plain,
  })
  const { slug } = add('global', 'site')
  globals.push({
    slug,
    label: singular(slug),
    live: true,
    access: decide === undefined ? {} : { read: decide, update: decide },
    fields: plain,
  })
}

const open = ruled(() => true)
collections.push({
  slug: 'notes-fields',
  labels: { singular: singular('notes-fields'), plural: plural('notes-fields') },
  live: true,
  versions: true,
  access: open,
  fields: ruledFields,
})
globals.push({
  slug: 'site-fields',
  label: singular('site-fields'),
  live: true,
  access: { read: open.read, update: open.update },
  fields: ruledFields,
})
subjects.push({ slug: 'notes-fields', rule: 'fields', kind: 'collection' })
subjects.push({ slug: 'site-fields', rule: 'fields', kind: 'global' })

/** Type of a document in GraphQL: `NotesOpenDocument`. */
export function singular(slug: string): string {
  return slug.replaceAll(/(?:^|-)(\w)/g, (_, letter: string) => letter.toUpperCase()) + 'Document'
}

export function plural(slug: string): string {
  return `${singular(slug)}s`
}
