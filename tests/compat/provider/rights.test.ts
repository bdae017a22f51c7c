import { describe, expect, test } from 'vitest'
import { Client, openSocket } from '../client.ts'
import { providerVersions } from '../provider-versions.ts'
import { openFolder, startServer } from '../running-server.ts'

const refusal = (reason: string): Error => Object.assign(new Error(reason), { reason })

describe.each(providerVersions)('@hocuspocus/provider $version: rights', (version) => {
  test('a reader gets what others write, its own edits are not taken, and it may be seen', async () => {
    await using folder = await openFolder()
    await using server = await startServer({
      journal: folder.journal,
      async onAuthenticate({ token, connectionConfig }) {
        if (token === 'reader') connectionConfig.readOnly = true
      },
    })
    using writer = new Client(version, 'notes', server)
    writer.write('For readers. ')
    await writer.saved()

    using reader = new Client(version, 'notes', { url: server.url, token: 'reader' })
    const scope = reader.next<{ scope: string }>('authenticated')
    await reader.reads('For readers. ')
    expect((await scope).scope).toBe('readonly')
    expect(writer.provider.authorizedScope).toBe('read-write')
    await reader.saved()

    reader.write('Forbidden words.')
    // Frames of a connection are handled in order: when the reader is seen, its edit has been handled.
    reader.awareness.setLocalState({ name: 'Reader' })
    await writer.sees('Reader')
    expect(writer.text.toString()).toBe('For readers. ')
    expect(reader.provider.hasUnsyncedChanges).toBe(true)

    using late = new Client(version, 'notes', server)
    await late.saved()
    expect(late.text.toString()).toBe('For readers. ')
  })

  test('a reader that connects again with edits of its own does not bring them in', async () => {
    await using folder = await openFolder()
    await using server = await startServer({
      journal: folder.journal,
      async onAuthenticate({ token, connectionConfig }) {
        if (token === 'reader') connectionConfig.readOnly = true
      },
    })
    using writer = new Client(version, 'notes', server)
    using reader = new Client(version, 'notes', { url: server.url, token: 'reader' })
    await Promise.all([writer.saved(), reader.saved()])

    await reader.goOffline()
    reader.write('Written offline.')
    writer.write('Official. ')
    await writer.saved()
    reader.comeBack()
    await reader.until(() => reader.text.toString().includes('Official. '))
    reader.awareness.setLocalState({ name: 'Reader' })
    await writer.sees('Reader')
    expect(writer.text.toString()).toBe('Official. ')
  })

  test('a refused token is answered with its reason, nothing of the document is told, and the socket stays open', async () => {
    await using folder = await openFolder()
    await using server = await startServer({
      journal: folder.journal,
      async onAuthenticate({ token }) {
        if (token !== 'editor') throw refusal('This token belongs to nobody')
      },
    })
    using ada = new Client(version, 'notes', server)
    ada.write('secret')
    await ada.saved()

    using stranger = new Client(version, 'notes', { url: server.url, token: 'stranger' })
    const refused = await stranger.next<{ reason: string }>('authenticationFailed')
    expect(refused.reason).toBe('This token belongs to nobody')

    using other = new Client(version, 'other', { url: server.url, socket: stranger.socket })
    await other.saved()
    expect(stranger.text.toString()).toBe('')
    expect(stranger.provider.isSynced).toBe(false)
    expect(stranger.provider.isAuthenticated).toBe(false)
  })

  test('onConnect may refuse as well, and the same document may be tried again with a better token', async () => {
    await using server = await startServer({
      async onConnect({ requestParameters }) {
        if (requestParameters.get('from') === 'nowhere') throw refusal('not from there')
      },
      async onAuthenticate({ token }) {
        if (token === 'old') throw refusal('expired')
      },
    })
    using lost = new Client(version, 'notes', { url: `${server.url}/?from=nowhere` })
    expect((await lost.next<{ reason: string }>('authenticationFailed')).reason).toBe('not from there')

    const tokens = ['old', 'new']
    using ada = new Client(version, 'notes', { url: server.url, token: () => tokens.shift() ?? 'new' })
    expect((await ada.next<{ reason: string }>('authenticationFailed')).reason).toBe('expired')
    await ada.provider.sendToken()
    ada.provider.startSync()
    await ada.saved()
    expect(ada.provider.isAuthenticated).toBe(true)
  })

  test('a document that was refused can be detached, attached again, and is open then', async () => {
    const tokens = ['old', 'new']
    await using server = await startServer({
      async onAuthenticate({ token }) {
        if (token === 'old') throw refusal('expired')
      },
    })
    using ada = new Client(version, 'notes', { url: server.url, token: () => tokens.shift() ?? 'new' })
    await ada.next('authenticationFailed')
    // Leaving sends a message for a document the server has not open.
    ada.provider.detach()
    ada.provider.attach()
    await ada.saved()
  })

  test('what onAuthenticate returns is the context of later hooks, token and document included', async () => {
    const seen: unknown[] = []
    await using server = await startServer({
      async onAuthenticate({ token, documentName }) {
        return { user: `${token} in ${documentName}` }
      },
      async onChange({ context }) {
        seen.push(context.user)
      },
    })
    using socket = openSocket(version, server.url)
    using ada = new Client(version, 'first', { url: server.url, socket, token: 'ada' })
    using edgar = new Client(version, 'second', { url: server.url, socket, token: 'edgar' })
    ada.write('a')
    await ada.saved()
    edgar.write('e')
    await edgar.saved()
    expect(seen).toEqual(['ada in first', 'edgar in second'])
  })
})
