import { expect, test } from 'vitest'
import type { Document, Hocuspocus } from '../../src/index.ts'
import { Client } from '../support/provider.ts'
import { running } from '../support/running-server.ts'

const create = (hocuspocus: Hocuspocus, name: string): Promise<Document> =>
  hocuspocus.createDocument(name, new Request('http://localhost/?from=job'), 'job', {
    readOnly: false,
    isAuthenticated: true,
  })

test('a created document stays in memory until it is unloaded, and is the one that clients get', async () => {
  const loadedFor: (string | null)[] = []
  await using server = await running({
    onLoadDocument: ({ requestParameters }) => void loadedFor.push(requestParameters.get('from')),
  })
  const { hocuspocus } = server
  const document = await create(hocuspocus, 'doc')
  expect(server.documents.get('doc')).toBe(document)
  expect(
    await hocuspocus.loadDocument('doc', new Request('http://localhost'), 'again', {
      readOnly: false,
      isAuthenticated: true,
    }),
  ).toBe(document)
  expect(loadedFor).toEqual(['job'])
  expect(hocuspocus.shouldUnloadDocument(document)).toBe(true)
  await hocuspocus.unloadDocument(document)
  expect(server.getDocumentsCount()).toBe(0)
  expect(document.isDestroyed).toBe(true)
})

test('a created document leaves memory with its last client, and with the server', async () => {
  const left: string[] = []
  const gone = Promise.withResolvers<void>()
  await using server = await running({
    afterUnloadDocument: ({ documentName }) => {
      left.push(documentName)
      gone.resolve()
    },
  })
  await create(server.hocuspocus, 'visited')
  await create(server.hocuspocus, 'lonely')
  {
    using ada = new Client('visited', { url: server.url })
    await ada.whenSynced()
  }
  await gone.promise
  expect(left).toEqual(['visited'])
  await server.destroy()
  expect(left).toEqual(['visited', 'lonely'])
})

test('a document that somebody has open is not unloaded', async () => {
  await using server = await running()
  const direct = await server.openDirectConnection('doc')
  const { document } = direct
  if (document === null) throw new Error('no document')
  expect(server.hocuspocus.shouldUnloadDocument(document)).toBe(false)
  await server.hocuspocus.unloadDocument(document)
  expect(server.documents.get('doc')).toBe(document)
  await direct.disconnect()
  expect(server.getDocumentsCount()).toBe(0)
})

test('a hook that keeps a document in memory holds up neither disconnect nor unloadDocument', async () => {
  let keeps = true
  await using server = await running({
    beforeUnloadDocument: () => {
      if (keeps) throw undefined
    },
  })
  const direct = await server.openDirectConnection('doc')
  const { document } = direct
  await direct.disconnect()
  expect(server.documents.get('doc')).toBe(document)
  const created = await create(server.hocuspocus, 'other')
  await server.hocuspocus.unloadDocument(created)
  expect(server.documents.get('other')).toBe(created)
  keeps = false
})

test.for(['', '   '])('a direct connection to %j is refused', async (name) => {
  await using server = await running()
  await expect(server.openDirectConnection(name)).rejects.toThrow('Document name must not be empty')
  await expect(server.openDirectConnection('x'.repeat(1_025))).rejects.toMatchObject({ code: 'DOCUMENT_NAME' })
  expect(server.getDocumentsCount()).toBe(0)
})

test('a direct connection that is closed says so in the words that applications look for', async () => {
  await using server = await running()
  const direct = await server.openDirectConnection('doc')
  await direct.disconnect()
  expect(direct.document).toBeNull()
  await expect(direct.transact(() => {})).rejects.toMatchObject({
    code: 'DIRECT_CLOSED',
    message: 'direct connection closed',
  })
})

test('hooks that code runs give what the handlers returned, also to a callback', async () => {
  await using server = await running({
    extensions: [{ onConnect: async () => ({ a: 1 }) }, { onConnect: async () => ({ b: 2 }) }],
  })
  const results: unknown[] = []
  const payload = { instance: server.hocuspocus, documentName: 'doc', context: {} }
  const result = await server.hocuspocus.hooks('onConnect', payload as never, (joined) => results.push(joined))
  expect(result).toEqual({ a: 1, b: 2 })
  expect(results).toEqual([{ a: 1, b: 2 }])
})
