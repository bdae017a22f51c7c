import { describe, expect, test } from 'vitest'
import { Client } from '../client.ts'
import { providerVersions } from '../provider-versions.ts'
import { openFolder, startServer } from '../running-server.ts'

describe.each(providerVersions)('@hocuspocus/provider $version: awareness', (version) => {
  test('a person appears, changes, is removed by setLocalState(null), and appears again', async () => {
    await using server = await startServer()
    using ada = new Client(version, 'notes', server)
    using edgar = new Client(version, 'notes', server)
    await Promise.all([ada.saved(), edgar.saved()])

    ada.awareness.setLocalState({ name: 'Ada' })
    edgar.awareness.setLocalState({ name: 'Edgar' })
    await Promise.all([ada.sees('Ada', 'Edgar'), edgar.sees('Ada', 'Edgar')])

    ada.awareness.setLocalStateField('name', 'Ada Lovelace')
    await edgar.sees('Ada Lovelace', 'Edgar')
    expect(edgar.awareness.getStates().get(ada.document.clientID)).toEqual({ name: 'Ada Lovelace' })

    ada.awareness.setLocalState(null)
    await edgar.sees('Edgar')
    expect(edgar.awareness.getStates().has(ada.document.clientID)).toBe(false)

    ada.awareness.setLocalState({ name: 'Ada' })
    await edgar.sees('Ada', 'Edgar')
  })

  test('who comes later sees who is there', async () => {
    await using server = await startServer()
    using ada = new Client(version, 'notes', server)
    ada.awareness.setLocalState({ name: 'Ada' })
    await ada.saved()
    using edgar = new Client(version, 'notes', server)
    edgar.awareness.setLocalState({ name: 'Edgar' })
    await Promise.all([edgar.sees('Ada', 'Edgar'), ada.sees('Ada', 'Edgar')])
  })

  test('who loses the connection is gone for the others, and is back with the next thing it says', async () => {
    await using server = await startServer()
    using ada = new Client(version, 'notes', server)
    using edgar = new Client(version, 'notes', server)
    ada.awareness.setLocalState({ name: 'Ada' })
    edgar.awareness.setLocalState({ name: 'Edgar' })
    await edgar.sees('Ada', 'Edgar')

    await ada.goOffline()
    await edgar.sees('Edgar')
    expect(ada.people()).toEqual(['Ada'])

    ada.comeBack()
    await ada.saved()
    // Clients take nothing from somebody who has left unless its clock is ahead: the provider repeats itself after 15 s.
    ada.awareness.setLocalState({ name: 'Ada' })
    edgar.awareness.setLocalState({ name: 'Edgar' })
    await Promise.all([edgar.sees('Ada', 'Edgar'), ada.sees('Ada', 'Edgar')])
  })

  test('who leaves one document of a socket is gone from that document only', async () => {
    await using server = await startServer()
    using watcher = new Client(version, 'first', server)
    using otherWatcher = new Client(version, 'second', server)
    using first = new Client(version, 'first', server)
    using second = new Client(version, 'second', { url: server.url, socket: first.socket })
    first.awareness.setLocalState({ name: 'Ada' })
    second.awareness.setLocalState({ name: 'Ada' })
    await Promise.all([watcher.sees('Ada'), otherWatcher.sees('Ada')])

    first.provider.detach()
    await watcher.sees()
    expect(otherWatcher.people()).toEqual(['Ada'])
  })

  test('the people of one document are not seen in another', async () => {
    await using server = await startServer()
    using ada = new Client(version, 'first', server)
    using edgar = new Client(version, 'second', server)
    using watcher = new Client(version, 'second', server)
    ada.awareness.setLocalState({ name: 'Ada' })
    await ada.saved()
    edgar.awareness.setLocalState({ name: 'Edgar' })
    await watcher.sees('Edgar')
    expect(edgar.people()).toEqual(['Edgar'])
  })

  test('a client without awareness synchronises, and is nobody', async () => {
    await using folder = await openFolder()
    await using server = await startServer({ journal: folder.journal })
    using silent = new Client(version, 'notes', { url: server.url, awareness: null })
    using ada = new Client(version, 'notes', server)
    ada.awareness.setLocalState({ name: 'Ada' })
    silent.write('from nobody')
    await Promise.all([silent.saved(), ada.reads('from nobody')])
    expect(ada.people()).toEqual(['Ada'])
  })
})
