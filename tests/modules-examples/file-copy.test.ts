import { mkdtemp, readdir, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import * as Y from 'yjs'
import { keyOf, type FileStore } from '../../examples/modules/file-copy/file-store.ts'
import { FolderStore } from '../../examples/modules/file-copy/folder-store.ts'
import fileCopy from '../../examples/modules/file-copy/index.ts'
import { exampleApp } from './example-app.ts'

const modules = { 'file-copy': { module: fileCopy } }
const bytes = (text: string): Uint8Array => new TextEncoder().encode(text)
const jsonAt = async (files: FileStore | undefined, key: string) =>
  JSON.parse(new TextDecoder().decode(await files?.get(key)))

describe('file-copy', () => {
  test('a stored live document is a file, from which it can be opened again', async () => {
    await using at = await exampleApp(modules)
    const direct = await at.app.realtime.hocuspocus.openDirectConnection('minutes/2026 A')
    await direct.transact((document) => document.getText('text').insert(0, 'Agenda'))
    await direct.disconnect()
    const files = at.app.services.files
    await at.app.close()

    const keys = (await files?.list('live/')) ?? []
    expect(keys).toEqual(['live/minutes%2f2026%20%41.yjs'])
    const copy = new Y.Doc()
    Y.applyUpdate(copy, (await files?.get(keys[0]!)) ?? new Uint8Array())
    expect(copy.getText('text').toString()).toBe('Agenda')
  })

  test('a document of a collection is JSON; what is deleted moves to `deleted/`', async () => {
    const store = await openStore()
    await using _ = store
    await using at = await exampleApp({ 'file-copy': { module: fileCopy, store: store.files, collections: ['posts'] } })
    const { id } = await at.app.create({ collection: 'posts', data: { title: 'One' } })
    await at.app.update({ collection: 'posts', id, data: { title: 'Two' } })
    await at.app.close()
    expect(await store.files.list()).toEqual([`collections/posts/${id}.json`])
    expect(await jsonAt(store.files, `collections/posts/${id}.json`)).toMatchObject({ id, title: 'Two' })
  })

  test('and when it is deleted, its last state moves to `deleted/`; nothing has a password', async () => {
    await using at = await exampleApp(modules)
    const { id } = await at.app.create({ collection: 'posts', data: { title: 'One' } })
    await at.app.delete({ collection: 'posts', id })
    const files = at.app.services.files
    await at.app.close()
    expect(await files?.list('collections/posts')).toEqual([])
    expect(await jsonAt(files, `deleted/posts/${id}.json`)).toMatchObject({ title: 'One' })
    const [user = ''] = (await files?.list('collections/users')) ?? []
    expect(await jsonAt(files, user)).not.toHaveProperty('password')
  })
})

describe('the folder of files', () => {
  test('puts, gets, lists and deletes, and leaves no drafts', async () => {
    await using store = await openStore()
    const { files } = store
    expect([await files.list(), await files.get('a/b')]).toEqual([[], undefined])
    await Promise.all([files.put('a/b', bytes('1')), files.put('a/b', bytes('2')), files.put('c', bytes('3'))])
    expect(await files.list()).toEqual(['a/b', 'c'])
    expect(await files.list('a/')).toEqual(['a/b'])
    expect(await files.get('a/b')).toEqual(Buffer.from('2'))
    await files.delete('a/b')
    await files.delete('a/b')
    expect(await files.list()).toEqual(['c'])
    expect(await readdir(store.folder, { recursive: true })).toEqual(expect.not.arrayContaining([/draft/]))
  })

  test.for(['../x', '/etc/passwd', 'a//b', 'a/./b', '', '.hidden', 'A', 'a\\b', 'a\0', 'a/..', 'x'.repeat(201)])(
    'refuses the key "%s"',
    async (key) => {
      await using store = await openStore()
      expect(() => store.files.put(key, bytes(''))).toThrow('is no key')
      expect(() => store.files.delete(key)).toThrow('is no key')
      await expect(store.files.get(key)).rejects.toThrow('is no key')
    },
  )

  test('every name has a key of its own, which the folder takes', async () => {
    await using store = await openStore()
    const name = fc.oneof(
      fc.string({ maxLength: 15, unit: 'binary' }),
      fc.constantFrom('.', '..', '...', 'a.', '%', ''),
    )
    const names = fc.uniqueArray(name, { minLength: 2, maxLength: 5 })
    await fc.assert(
      fc.asyncProperty(names, async (parts) => {
        const keys = parts.map((part) => keyOf(part))
        expect(new Set(keys.map((key) => key.toLowerCase())).size).toBe(parts.length)
        for (const key of keys) expect(await store.files.get(key)).toBeUndefined()
      }),
    )
  })
})

async function openStore() {
  const folder = await mkdtemp(join(tmpdir(), 'crochet-files-'))
  return {
    folder,
    files: new FolderStore(folder),
    [Symbol.asyncDispose]: () => rm(folder, { recursive: true, force: true }),
  }
}
