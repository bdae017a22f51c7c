import { expect, test } from 'vitest'
import { verifyPassword, type CollectionConfig, type FieldConfig, type Untyped } from '../src/index.ts'
import { open, openContent, type Opened } from './open-content.ts'

const login: FieldConfig = { name: 'login', type: 'group', fields: [{ name: 'password', type: 'password' }] }
const users = (hooks: CollectionConfig['hooks'] = {}, password: Partial<FieldConfig> = {}): CollectionConfig => ({
  slug: 'users',
  access: open,
  hooks,
  fields: [{ name: 'name', type: 'text' }, { ...(password as object), name: 'password', type: 'password' }, login],
})

const stored = async (app: Opened, id: string): Promise<Untyped> => app.storage.documents.findByID('users', id)
const secret = 'correct horse'

test('a password is stored as an Argon2id hash with its own salt, and verifies', async () => {
  await using app = await openContent({ collections: [users()] })
  const data = { password: secret, login: { password: secret } }
  const { id } = await app.content.create({ collection: 'users', data })
  const row = await stored(app, id)
  expect(row.password).toMatch(/^\$argon2id\$v=19\$m=19456,t=2,p=1\$[A-Za-z0-9+/]{22}\$[A-Za-z0-9+/]{43}$/)
  expect(row.login.password).not.toBe(row.password)
  for (const hash of [row.password, row.login.password]) {
    expect(await verifyPassword(secret, hash)).toBe(true)
    expect(await verifyPassword('correct horsf', hash)).toBe(false)
  }
  expect(JSON.stringify(row)).not.toContain(secret)
})

test('what is no hash matches no password, and composed letters are the same as single ones', async () => {
  await using app = await openContent({ collections: [users()] })
  const { id } = await app.content.create({ collection: 'users', data: { password: 'caf\u00e9 am Eck' } })
  expect(await verifyPassword('cafe\u0301 am Eck', (await stored(app, id)).password)).toBe(true)
  for (const hash of [null, undefined, '', 'x', '$argon2id$v=19$m=9,t=1,p=1$x$y', {}]) {
    expect(await verifyPassword('', hash)).toBe(false)
  }
})

test('it is in no answer and no hook of reading sees it', async () => {
  const seen: Untyped[] = []
  const see = ({ doc }: { doc: Untyped }): void => void seen.push(structuredClone(doc))
  await using app = await openContent({
    collections: [
      users({
        afterRead: [see],
        afterChange: [see],
        afterOperation: [({ result }) => ({ ...result, password: 'of a hook' })],
        afterCommit: [see],
      }),
    ],
  })
  const data = { name: 'a', password: secret, login: { password: secret } }
  const all = { collection: 'users', showHiddenFields: true, overrideAccess: true }
  const created = await app.content.create({ ...all, data })
  const id = created['id']
  const answers: Untyped[] = [
    created,
    await app.content.findByID({ ...all, id }),
    await app.content.update({ ...all, id, data: { name: 'b' } }),
    ...(await app.content.find(all)).docs,
  ]
  for (const doc of answers) {
    expect(doc).not.toHaveProperty('password')
    expect(doc.login).toEqual({})
  }
  expect(seen.length).toBeGreaterThan(5)
  expect(JSON.stringify(seen)).not.toContain('argon2id')
})

test('it survives updates that do not send it, also where hooks hand back the stored document', async () => {
  await using app = await openContent({
    collections: [users({ beforeChange: [({ data, originalDoc }) => ({ ...originalDoc, ...data })] })],
  })
  const data = { name: 'a', password: secret, login: { password: secret } }
  const { id } = await app.content.create({ collection: 'users', data })
  const before = await stored(app, id)
  await app.content.update({ collection: 'users', id, data: { name: 'b' } })
  await app.content.update({ collection: 'users', id, data: { login: {} } })
  expect(await stored(app, id)).toMatchObject({ name: 'b', password: before.password, login: before.login })
  await app.content.update({ collection: 'users', id, data: { password: 'another one' } })
  const after = await stored(app, id)
  expect(await verifyPassword('another one', after.password)).toBe(true)
  expect(after.login).toEqual(before.login)
  await app.content.update({ collection: 'users', id, data: { password: null } })
  expect((await stored(app, id)).password).toBe(null)
})

test('hooks before the write see it as typed and may change it; those after never', async () => {
  const seen: Untyped[] = []
  await using app = await openContent({
    collections: [
      users(
        { afterChange: [({ data }) => void seen.push(data['password'])] },
        { hooks: { beforeChange: [({ value }) => (value === undefined ? undefined : `${value}!`)] } },
      ),
    ],
  })
  const { id } = await app.content.create({ collection: 'users', data: { password: secret } })
  const hash = (await stored(app, id)).password
  expect(await verifyPassword(`${secret}!`, hash)).toBe(true)
  expect(seen).toEqual([hash])
})

test('nobody can filter, sort, select or count by it, the system included', async () => {
  await using app = await openContent({ collections: [users()] })
  const where = { password: { exists: true } }
  for (const user of [undefined, { id: 'u' }]) {
    const who = { collection: 'users', ...(user === undefined ? {} : { user }) }
    await expect(app.content.find({ ...who, where })).rejects.toMatchObject({ code: 'WHERE_FIELD' })
    await expect(app.content.count({ ...who, where: { or: [where] } })).rejects.toMatchObject({ code: 'WHERE_FIELD' })
    await expect(app.content.find({ ...who, sort: '-password' })).rejects.toMatchObject({ code: 'WHERE_FIELD' })
    await expect(app.content.find({ ...who, select: { password: true } })).rejects.toMatchObject({
      code: 'SELECT_SHAPE',
    })
    const nested = { 'login.password': { exists: true } }
    await expect(app.content.find({ ...who, where: nested })).rejects.toMatchObject({ code: 'WHERE_FIELD' })
    await expect(app.content.find({ ...who, sort: 'login.password' })).rejects.toMatchObject({ code: 'WHERE_FIELD' })
    const field = 'login.password'
    await expect(app.content.findDistinct({ ...who, field })).rejects.toMatchObject({ code: 'WHERE_FIELD' })
    await expect(app.content.find({ ...who, select: { login: { password: true } } })).rejects.toMatchObject({
      code: 'SELECT_SHAPE',
    })
  }
})

test.each<[object, number, string[]]>([
  [{}, 7, ['must have at least 8 characters']],
  [{}, 8, []],
  [{}, 1024, []],
  [{}, 1025, ['must have at most 1024 characters']],
  [{ minLength: 12 }, 11, ['must have at least 12 characters']],
  [{ minLength: 12 }, 12, []],
])('with %j a password of %i characters: %j', async (options, length, expected) => {
  await using app = await openContent({ collections: [users({}, options)] })
  const made = app.content.create({ collection: 'users', data: { password: 'ä'.repeat(length) } })
  const messages = await made.then(
    () => [],
    (error: Untyped) => error.errors.map((problem: Untyped) => `${problem.path} ${problem.message}`),
  )
  expect(messages).toEqual(expected.map((message) => `password ${message}`))
})
