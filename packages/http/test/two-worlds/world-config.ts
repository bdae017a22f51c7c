import type { AccessArgs, AccessRule, CollectionConfig, GlobalConfig, Where } from '@crochet/content'

const never = (): boolean => false
const always = (): boolean => true
const readOnly = { create: never, update: never, delete: never }
const signedIn: AccessRule = ({ req }) => req.user !== null
const own = ({ req }: AccessArgs): Where | false => req.user !== null && { owner: { equals: req.user.id } }
const published: Where = { published: { equals: true } }

/** What a caller may see differs in every way there is: whole collections, documents, fields, fields of groups, rows and blocks. */
export const collections: CollectionConfig[] = [
  {
    slug: 'users',
    auth: true,
    access: { ...readOnly, read: ({ req }) => req.user !== null && { id: { equals: req.user.id } } },
    fields: [
      { name: 'id', type: 'text' },
      { name: 'name', type: 'text' },
    ],
  },
  {
    slug: 'teams',
    access: { ...readOnly, read: () => ({ open: { equals: true } }) },
    fields: [
      { name: 'id', type: 'text' },
      { name: 'name', type: 'text' },
      { name: 'open', type: 'checkbox' },
      { name: 'budget', type: 'number', access: { read: never } },
    ],
  },
  {
    slug: 'tags',
    access: { ...readOnly, read: always },
    fields: [
      { name: 'id', type: 'text' },
      { name: 'name', type: 'text' },
      { name: 'posts', type: 'join', collection: 'posts', on: 'tags' },
    ],
  },
  {
    slug: 'diaries',
    access: { ...readOnly, read: never },
    fields: [
      { name: 'id', type: 'text' },
      { name: 'text', type: 'text' },
    ],
  },
  {
    slug: 'posts',
    access: {
      read: (args) => (args.req.user === null ? published : { or: [published, own(args) || {}] }),
      create: signedIn,
      update: own,
      delete: own,
    },
    fields: [
      { name: 'id', type: 'text' },
      { name: 'title', type: 'text' },
      { name: 'slug', type: 'text', unique: true },
      { name: 'views', type: 'number' },
      { name: 'published', type: 'checkbox' },
      { name: 'owner', type: 'text' },
      { name: 'secret', type: 'text', index: true, access: { read: never } },
      { name: 'price', type: 'number', access: { read: ({ doc }) => doc?.['owner'] === 'bob' } },
      { name: 'concealed', type: 'text', hidden: true },
      { name: 'word', type: 'password' },
      {
        name: 'meta',
        type: 'group',
        fields: [
          { name: 'open', type: 'text' },
          { name: 'inner', type: 'text', access: { read: never } },
        ],
      },
      {
        name: 'items',
        type: 'array',
        fields: [
          { name: 'label', type: 'text' },
          { name: 'margin', type: 'number', access: { read: never } },
        ],
      },
      {
        name: 'content',
        type: 'blocks',
        blocks: [
          {
            slug: 'quote',
            fields: [
              { name: 'text', type: 'text' },
              { name: 'source', type: 'text', access: { read: never } },
            ],
          },
        ],
      },
      { name: 'team', type: 'relationship', relationTo: 'teams' },
      { name: 'diary', type: 'relationship', relationTo: 'diaries' },
      { name: 'tags', type: 'relationship', relationTo: 'tags', hasMany: true },
      { name: 'about', type: 'relationship', relationTo: ['posts', 'teams'] },
      { name: 'teamName', type: 'text', virtual: 'team.name' },
      { name: 'teamBudget', type: 'number', virtual: 'team.budget' },
    ],
  },
]

export const globals: GlobalConfig[] = [
  {
    slug: 'settings',
    access: { read: always, update: never },
    fields: [
      { name: 'name', type: 'text' },
      { name: 'token', type: 'text', access: { read: never } },
    ],
  },
]
