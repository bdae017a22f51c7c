import { expect, test } from 'vitest'
import auditLog from '../../examples/modules/audit-log/index.ts'
import { ada, exampleApp } from './example-app.ts'

const modules = { 'audit-log': { module: auditLog } }
const withoutTimes = (docs: Record<string, unknown>[]) =>
  docs.map(({ action, collection, who, source, changes }) => ({ action, collection, who, source, changes }))

test('every write and sign-in has an entry: who, what changed, through which door', async () => {
  await using at = await exampleApp(modules)
  const { body: signedIn } = await at.ask('POST', '/users/login', { data: ada })
  const { token, user } = signedIn
  const { doc } = (await at.ask('POST', '/posts', { data: { title: 'One', body: 'Text' }, token })).body
  await at.ask('PATCH', `/posts/${doc.id}`, { data: { title: 'Two' }, token })
  await at.ask('DELETE', `/posts/${doc.id}`, { token })
  await at.ask('POST', '/users/logout', { token })

  const { docs } = await at.app.find({ collection: 'audit-log', sort: 'id' })
  const who = `users/${user.id}`
  expect(withoutTimes(docs)).toMatchObject([
    { action: 'create', collection: 'users', who: 'system', source: 'local' },
    { action: 'login', collection: 'users', who, source: 'rest' },
    { action: 'create', collection: 'posts', who, changes: expect.arrayContaining(['title', 'body']) },
    { action: 'update', collection: 'posts', who, changes: expect.arrayContaining(['title']) },
    { action: 'delete', collection: 'posts', who, source: 'rest' },
    { action: 'logout', collection: 'users', who },
  ])
  expect(docs[3]!['changes']).not.toContain('body')
  expect(docs[3]!['document']).toBe(doc.id)
})

test('a write that is rolled back leaves no entry', async () => {
  await using at = await exampleApp(modules)
  const before = await at.app.count({ collection: 'audit-log' })
  at.app.hooks.on('posts:afterOperation', () => {
    throw new Error('no')
  })
  await expect(at.app.create({ collection: 'posts', data: { title: 'One' } })).rejects.toThrow('no')
  expect(await at.app.count({ collection: 'audit-log' })).toEqual(before)
})

test('with `values`, an entry has what was there before and after, but never a password', async () => {
  await using at = await exampleApp({ 'audit-log': { module: auditLog, values: true } })
  const { id } = await at.app.create({ collection: 'posts', data: { title: 'One' } })
  await at.app.update({ collection: 'posts', id, data: { title: 'Two' } })
  const { docs } = await at.app.find({ collection: 'audit-log', sort: 'id' })
  expect(docs.at(-1)!['changes']).toMatchObject({ title: { before: 'One', after: 'Two' } })
  expect(JSON.stringify(docs)).not.toContain('correct horse')
  expect(JSON.stringify(docs)).not.toMatch(/scrypt|argon/)
})

test('whoever is signed in reads it; nobody writes, changes or deletes in it, not even the system', async () => {
  await using at = await exampleApp(modules)
  const token = await at.login()
  const { docs } = (await at.ask('GET', '/audit-log', { token })).body
  expect(docs).toHaveLength(2)
  const { id } = docs[0]
  expect((await at.ask('GET', '/audit-log')).status).toBe(403)
  expect((await at.ask('POST', '/audit-log', { data: docs[0], token })).status).toBe(403)
  expect((await at.ask('PATCH', `/audit-log/${id}`, { data: { who: 'x' }, token })).status).toBe(403)
  expect((await at.ask('DELETE', `/audit-log/${id}`, { token })).status).toBe(403)
  await expect(at.app.update({ collection: 'audit-log', id, data: { who: 'x' } })).rejects.toThrow('stay as they are')
  await expect(at.app.delete({ collection: 'audit-log', id })).rejects.toThrow('stay as they are')
})

test('`audit:tail` prints the last entries, the newest at the end', async () => {
  await using at = await exampleApp(modules)
  await at.app.create({ collection: 'posts', data: { title: 'One' } })
  const lines = (await at.command('audit-log', 'audit:tail', '2')).split('\n')
  expect(lines).toHaveLength(2)
  expect(lines[1]).toMatch(/^\S+ {2}system {2}create posts\/\S+ {2}\(local\)$/)
})
