import { describe, expect, test } from 'vitest'
import { Array as YArray, Doc, Map as YMap, encodeStateAsUpdate, applyUpdate } from 'yjs'
import { Client } from '../client.ts'
import { providerVersions } from '../provider-versions.ts'
import { openFolder, startServer } from '../running-server.ts'

describe.each(providerVersions)('@hocuspocus/provider $version: documents', (version) => {
  test('what one client writes reaches the other, in both directions, and is acknowledged', async () => {
    await using folder = await openFolder()
    await using server = await startServer({ journal: folder.journal })
    using ada = new Client(version, 'notes', server)
    using edgar = new Client(version, 'notes', server)
    await Promise.all([ada.saved(), edgar.saved()])

    ada.write('Harbour')
    await edgar.reads('Harbour')
    edgar.write(' bridge')
    await ada.reads('Harbour bridge')
    await Promise.all([ada.saved(), edgar.saved()])
    expect(ada.provider.unsyncedChanges).toBe(0)
    expect(edgar.provider.unsyncedChanges).toBe(0)
  })

  test('a client that comes later gets all of it, also after the last one has left', async () => {
    await using folder = await openFolder()
    await using server = await startServer({ journal: folder.journal })
    {
      using ada = new Client(version, 'notes', server)
      ada.write('Written early.')
      ada.document.getMap('facts').set('trams', new YArray())
      await ada.saved()
      using second = new Client(version, 'notes', server)
      await second.reads('Written early.')
    }
    using late = new Client(version, 'notes', server)
    await late.saved()
    expect(late.text.toString()).toBe('Written early.')
    expect(late.document.getMap('facts').toJSON()).toEqual({ trams: [] })
  })

  test('what a client brings along when it first connects is taken and passed on', async () => {
    await using folder = await openFolder()
    await using server = await startServer({ journal: folder.journal })
    const document = new Doc()
    document.getText('text').insert(0, 'Brought along.')
    using reader = new Client(version, 'notes', server)
    await reader.saved()
    using ada = new Client(version, 'notes', { url: server.url, document })
    await Promise.all([reader.reads('Brought along.'), ada.saved()])
  })

  test('every kind of content survives: formatting, nested types, deletions, large texts', async () => {
    await using folder = await openFolder()
    await using server = await startServer({ journal: folder.journal })
    using ada = new Client(version, 'notes', server)
    const large = 'All work and no play. '.repeat(20_000)
    ada.document.transact(() => {
      ada.text.insert(0, 'bold and plain')
      ada.text.format(0, 4, { bold: true })
      const map = new YMap<unknown>()
      ada.document.getArray('list').insert(0, [map, 1.5, 'two', null, new Uint8Array([1, 2, 3])])
      map.set('nested', new YArray())
    })
    ada.text.delete(4, 4)
    ada.document.getText('large').insert(0, large)
    await ada.saved()

    using edgar = new Client(version, 'notes', server)
    await edgar.saved()
    expect(edgar.text.toDelta()).toEqual([{ insert: 'bold', attributes: { bold: true } }, { insert: ' plain' }])
    expect(edgar.document.getArray('list').toJSON()).toEqual([
      { nested: [] },
      1.5,
      'two',
      null,
      new Uint8Array([1, 2, 3]),
    ])
    expect(edgar.document.getText('large').toString()).toBe(large)
    const copy = new Doc()
    applyUpdate(copy, encodeStateAsUpdate(edgar.document))
    expect(encodeStateAsUpdate(copy)).toEqual(encodeStateAsUpdate(edgar.document))
  })

  test('names are data: spaces, slashes, other alphabets, and names of object keys', async () => {
    await using folder = await openFolder()
    await using server = await startServer({ journal: folder.journal })
    const names = ['a b/c?d=e', 'Ünïcode ⚓ 文書', 'constructor', '__proto__', 'toString', 'x'.repeat(200)]
    for (const name of names) {
      using ada = new Client(version, name, server)
      ada.write(`in ${name}`)
      await ada.saved()
      using edgar = new Client(version, name, server)
      await edgar.reads(`in ${name}`)
    }
  })

  test('a forced synchronisation ends with everything acknowledged', async () => {
    await using folder = await openFolder()
    await using server = await startServer({ journal: folder.journal })
    using ada = new Client(version, 'notes', server)
    ada.write('once')
    await ada.saved()
    ada.provider.forceSync()
    expect(ada.provider.hasUnsyncedChanges).toBe(true)
    await ada.saved()
  })
})
