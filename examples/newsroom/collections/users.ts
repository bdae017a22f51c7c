import type { CollectionConfig } from 'crochet'

type Request = { req: { user: { id: string; role?: string } | null } }

const isAdmin = ({ req }: Request) => req.user?.role === 'admin'
/** Admins may do it to everybody, the others to themselves. */
const own = ({ req }: Request) => isAdmin({ req }) || (req.user !== null && { id: { equals: req.user.id } })

/** Who works here. The first account is made by the link that the server prints. */
export const users: CollectionConfig = {
  slug: 'users',
  auth: { useAPIKey: true },
  access: { create: isAdmin, read: own, update: own, delete: isAdmin, unlock: isAdmin },
  fields: [
    { name: 'name', type: 'text' },
    {
      name: 'role',
      type: 'select',
      options: ['admin', 'editor'],
      required: true,
      // Nobody is signed in when the first account is made: whoever has the link to that is an admin.
      defaultValue: ({ req }: Request) => (req.user === null ? 'admin' : 'editor'),
      access: { create: isAdmin, update: isAdmin },
    },
  ],
}
