import { createHash } from 'node:crypto'
import type { CollectionConfig, FieldConfig } from '@crochet/content'
import type { App } from 'crochet'

/**
 * Whoever opens a document or writes to it. A writer may not update fields that are closed to them, a reader none at all; a changer is
 * an editor at first, and something else now and then; nobody is not signed in, and a writer otherwise.
 */
export const accounts = ['editor', 'writer', 'reader', 'changer', 'nobody'] as const
export type Account = (typeof accounts)[number]
export const roles = ['editor', 'writer', 'reader'] as const
export type Role = (typeof roles)[number]

const everybody = (): boolean => true

/** People sign in with a key: to look at a password takes as long as half a history. */
export const people: CollectionConfig = {
  slug: 'people',
  auth: { useAPIKey: true },
  access: { read: everybody },
  fields: [
    { name: 'name', type: 'text' },
    { name: 'role', type: 'text' },
  ],
}

type Asked = { req: { user: { role?: unknown } | null } }

export const mayUpdate = ({ req }: Asked): boolean => req.user?.role !== 'reader'

/** What only editors may update. */
export const closed: Pick<FieldConfig, 'access'> = {
  access: { update: (({ req }: Asked) => req.user?.role === 'editor') as never },
}

const keyOf = (account: Account): string => createHash('sha256').update(account).digest('base64url')

/** @returns what REST and the collaboration server know somebody by */
export const tokenOf = (account: Account): string =>
  account === 'nobody' ? 'anybody' : `people API-Key ${keyOf(account)}`

const emailOf = (account: Account): string => `${account}@people.example`

/** Makes the accounts that are not there yet. */
export async function makeAccounts(app: App): Promise<void> {
  const { totalDocs } = await app.count({ collection: 'people' })
  if (totalDocs > 0) return
  for (const account of accounts.filter((each) => each !== 'nobody')) {
    const role = account === 'changer' ? 'editor' : account
    const key = { enableAPIKey: true, apiKey: keyOf(account) }
    const data = { name: account, role, email: emailOf(account), password: 'correct horse', ...key }
    await app.create({ collection: 'people', data })
  }
}

/** From now on the changer is something else. */
export async function changeRole(app: App, role: Role): Promise<void> {
  const where = { email: { equals: emailOf('changer') } }
  const { docs } = await app.find({ collection: 'people', where, overrideAccess: true })
  const [changer] = docs
  if (changer === undefined) throw new Error('There is no changer')
  await app.update({ collection: 'people', id: changer['id'], data: { role }, overrideAccess: true })
}
