import { expect, test } from 'vitest'
import { checkConfig, emitTypes, tablesOf, type CollectionConfig, type Untyped } from '../src/index.ts'
import { openAccounts, users } from './open-accounts.ts'
import { problemsIn } from './problems-in.ts'

const withAuth = (auth: Untyped, fields: Untyped = []): Untyped => ({ collections: [{ slug: 'users', auth, fields }] })
const pathsIn = (config: unknown): string[] => problemsIn(config).map((problem) => problem.split(':')[0] ?? '')
const at = (path: string): string => `collections.users.${path}`

test.each<[string, Untyped, string]>([
  ['auth that is no object', withAuth('yes'), 'auth'],
  ['an unknown option', withAuth({ secret: 'x' }), 'auth.secret'],
  ['a session of no length', withAuth({ tokenExpiration: 0 }), 'auth.tokenExpiration'],
  ['a session of years', withAuth({ tokenExpiration: 1e9 }), 'auth.tokenExpiration'],
  ['no attempt', withAuth({ maxLoginAttempts: 0 }), 'auth.maxLoginAttempts'],
  ['a text for a flag', withAuth({ useAPIKey: 'true' }), 'auth.useAPIKey'],
  ['a link with a fragment', withAuth({ forgotPassword: { url: 'https://a.example/#x' } }), 'auth.forgotPassword.url'],
  ['an unknown option of mails', withAuth({ forgotPassword: { from: 'x' } }), 'auth.forgotPassword.from'],
  ['an email of another type', withAuth(true, [{ name: 'email', type: 'text' }]), 'fields.email'],
  ['a field with the name of an account’s', withAuth(true, [{ name: 'disabled', type: 'text' }]), 'fields.disabled'],
])('%s is a problem at its path', (_title, config, path) => {
  expect(pathsIn(config)).toContain(at(path))
})

test('hooks and rules of auth are for auth collections only', () => {
  const more = { hooks: { beforeLogin: [() => undefined] }, access: { unlock: () => true } }
  expect(pathsIn({ collections: [{ slug: 'posts', fields: [], ...more }] })).toEqual([
    'collections.posts.access.unlock',
    'collections.posts.hooks.beforeLogin',
  ])
  expect(() => checkConfig({ collections: [{ slug: 'users', auth: true, fields: [], ...more }] })).not.toThrow()
})

test('fields of accounts can be named in the configuration, and given labels and rules of their own', async () => {
  const collection: CollectionConfig = {
    slug: 'users',
    auth: true,
    defaultSort: 'email',
    defaultPopulate: { email: true },
    indexes: [{ fields: ['disabled', 'email'] }],
    fields: [
      { name: 'email', type: 'email', label: 'Mail', access: { read: () => false }, unique: false, required: false },
    ],
  }
  expect(() => checkConfig({ collections: [collection] })).not.toThrow()
  await using app = await openAccounts({ collections: [collection] })
  const { id } = await app.account()
  const user = await app.content.findByID({ collection: 'users', id, user: { id } })
  expect(user).not.toHaveProperty('email')
  await expect(app.account()).rejects.toMatchObject({ code: 'VALUE_TAKEN' })
})

test('the engine’s own view of a collection has them, so that every door knows them', async () => {
  await using app = await openAccounts({ collections: [users({ useAPIKey: true })] })
  const names = app.content.collections[0]?.fields.map((field) => ('name' in field ? field.name : undefined))
  expect(names).toEqual(['name', 'email', 'password', 'disabled', 'enableAPIKey', 'apiKey'])
  expect(await app.content.plan()).toEqual({ steps: [], kept: [] })
})

test('tables and types have them', () => {
  const config = { collections: [users()] }
  expect(tablesOf(config).map(({ name }) => name)).toEqual(['users', 'users/-sessions', 'users/-resets'])
  const types = emitTypes(config)
  expect(types).toMatch(/export interface User \{[^}]*email: string/)
  expect(types).toMatch(/export interface UserData \{[^}]*password: string/)
  expect(types).not.toMatch(/export interface User \{[^}]*password/)
})
