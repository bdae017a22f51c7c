import { Database } from '@hocuspocus/extension-database'
import { describe, expect, test } from 'vitest'
import { Client } from '../client.ts'
import { provider4 } from '../provider-versions.ts'
import { openFolder, startServer } from '../running-server.ts'
import { StoredDocuments } from '../stored-documents.ts'

const quick = { debounce: 5, maxDebounce: 20 }

describe('@hocuspocus/extension-database', () => {
  test('what is stored is what the next server fetches', async () => {
    const documents = new StoredDocuments()
    {
      await using server = await startServer({ extensions: [new Database(documents)] })
      using ada = new Client(provider4, 'notes', server)
      ada.write('Kept in somebody’s database.')
      await ada.saved()
    }
    expect(documents.text('notes')).toBe('Kept in somebody’s database.')

    await using server = await startServer({ extensions: [new Database(documents)] })
    using edgar = new Client(provider4, 'notes', server)
    await edgar.reads('Kept in somebody’s database.')
    edgar.write(' And changed.')
    await edgar.saved()
    edgar.provider.detach()
    await documents.until(() => documents.text('notes')?.endsWith('And changed.') ?? false)
  })

  test('a change is stored while people are there, once for many changes, and reading stores nothing', async () => {
    const documents = new StoredDocuments()
    await using server = await startServer({ extensions: [new Database(documents)], debounce: 50, maxDebounce: 5_000 })
    using ada = new Client(provider4, 'notes', server)
    await ada.saved()
    for (const letter of 'together') ada.write(letter)
    await documents.until(() => documents.text('notes') === 'together')
    expect(documents.stores).toBe(1)
    using reader = new Client(provider4, 'notes', server)
    await reader.reads('together')
    reader.provider.detach()
    ada.write('!')
    await documents.until(() => documents.text('notes') === 'together!')
    expect(documents.stores).toBe(2)
  })

  test('a store that fails is tried again, though nobody changes anything more, until it succeeds', async () => {
    const documents = new StoredDocuments()
    let failures = 0
    documents.gate = async () => {
      if (failures++ < 2) throw new Error('the database is away')
    }
    await using server = await startServer({ extensions: [new Database(documents)], ...quick })
    using ada = new Client(provider4, 'notes', server)
    ada.write('Not to be lost.')
    await ada.saved()
    ada.provider.detach()
    await documents.until(() => documents.text('notes') === 'Not to be lost.')
    expect(documents.stores).toBe(3)
    expect(documents.mostAtOnce).toBe(1)
  })

  test('with a journal ahead of it, what could not be stored is stored after the next start', async () => {
    await using folder = await openFolder()
    const journal = { ...folder.journal, mode: 'ahead' as const }
    const documents = new StoredDocuments()
    documents.gate = () => Promise.reject(new Error('the database is away'))
    {
      await using server = await startServer({ extensions: [new Database(documents)], journal, ...quick })
      using ada = new Client(provider4, 'notes', server)
      ada.write('Acknowledged, ')
      await ada.saved()
      await documents.until(() => documents.stores > 0)
    }
    expect(documents.states.size).toBe(0)

    documents.gate = () => Promise.resolve()
    await using server = await startServer({ extensions: [new Database(documents)], journal, ...quick })
    using edgar = new Client(provider4, 'notes', server)
    await edgar.reads('Acknowledged, ')
    edgar.write('therefore kept.')
    await edgar.saved()
    edgar.provider.detach()
    await documents.until(() => documents.text('notes') === 'Acknowledged, therefore kept.')
  })

  test('a fetch that fails refuses the document, and nothing empty is stored over what is there', async () => {
    const documents = new StoredDocuments()
    let away = true
    const fetch: typeof documents.fetch = (payload) =>
      away ? Promise.reject(new Error('the database is away')) : documents.fetch(payload)
    await using server = await startServer({
      extensions: [new Database({ fetch, store: documents.store })],
      ...quick,
    })
    using ada = new Client(provider4, 'notes', server)
    ada.write('too early')
    const refused = await ada.next<{ reason: string }>('authenticationFailed')
    expect(refused.reason).not.toBe('')
    expect(documents.stores).toBe(0)

    away = false
    using edgar = new Client(provider4, 'notes', server)
    edgar.write('in time')
    await edgar.saved()
    expect(edgar.text.toString()).toBe('in time')
  })

  test('a direct connection’s change is stored as well, and `store` is told whose context was last', async () => {
    const documents = new StoredDocuments()
    const told = Promise.withResolvers<unknown>()
    await using server = await startServer({
      extensions: [
        new Database({
          fetch: documents.fetch,
          store: async (payload) => {
            told.resolve({
              name: payload.documentName,
              context: payload.lastContext,
              buffer: Buffer.isBuffer(payload.state),
            })
            await documents.store(payload)
          },
        }),
      ],
    })
    const direct = await server.server.hocuspocus.openDirectConnection('notes', { user: 'robot' })
    await direct.transact((document) => document.getText('text').insert(0, 'by a robot'))
    await direct.disconnect()
    expect(documents.text('notes')).toBe('by a robot')
    expect(await told.promise).toEqual({ name: 'notes', context: { user: 'robot' }, buffer: true })
  })
})
