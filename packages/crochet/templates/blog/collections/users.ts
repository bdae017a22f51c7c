import type { AccessRule, CollectionConfig } from 'crochet'

/** People see and change their own account. */
const own: AccessRule = ({ req }) => (req.user === null ? false : { id: { equals: req.user.id } })

export const users: CollectionConfig = {
  slug: 'users',
  auth: true,
  access: { create: ({ req }) => req.user !== null, read: own, update: own, delete: own },
  fields: [{ name: 'name', type: 'text' }],
}
