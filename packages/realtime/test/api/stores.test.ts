import { expect, test } from 'vitest'
import type { OnStoreDocumentPayload } from '../../src/index.ts'
import { Client } from '../support/provider.ts'
import { running } from '../support/running-server.ts'

const edited = 'onStoreDocument-doc'

test('the debouncer tells of the store of a document: it waits, it runs, and executeNow ends when it has run', async () => {
  const started = Promise.withResolvers<void>()
  const goOn = Promise.withResolvers<void>()
  await using server = await running({
    debounce: 60_000,
    maxDebounce: 60_000,
    onStoreDocument: async () => {
      started.resolve()
      await goOn.promise
    },
  })
  const { debouncer } = server.hocuspocus
  using ada = new Client('doc', { url: server.url })
  await ada.whenSynced()
  expect(debouncer.isDebounced(edited)).toBe(false)
  expect(debouncer.executeNow(edited)).toBeUndefined()
  ada.text.insert(0, 'a')
  await ada.whenSaved()
  expect(debouncer.isDebounced(edited)).toBe(true)
  expect(debouncer.isCurrentlyExecuting(edited)).toBe(false)
  const ended = debouncer.executeNow(edited)
  await started.promise
  expect(debouncer.isDebounced(edited)).toBe(false)
  expect(debouncer.isCurrentlyExecuting(edited)).toBe(true)
  goOn.resolve()
  await ended
  expect(debouncer.isCurrentlyExecuting(edited)).toBe(false)
})

test('the debouncer is free for what an extension delays itself', async () => {
  await using server = await running()
  const { debouncer } = server.hocuspocus
  let runs = 0
  void debouncer.debounce('thumbnail', () => ++runs, 60_000, 60_000)
  expect(debouncer.isDebounced('thumbnail')).toBe(true)
  expect(await debouncer.executeNow('thumbnail')).toBe(1)
  expect(debouncer.isDebounced('thumbnail')).toBe(false)
})

test('a document is stored under its lock, and code that holds the lock is waited for', async () => {
  const locked: boolean[] = []
  await using server = await running({
    debounce: 60_000,
    onStoreDocument: ({ document }) => void locked.push(document.saveMutex.isLocked()),
  })
  const direct = await server.openDirectConnection('doc')
  const { document } = direct
  expect(document?.saveMutex.isLocked()).toBe(false)
  const release = await document?.saveMutex.acquire()
  const left = direct.disconnect()
  expect(locked).toEqual([])
  expect(server.getDocumentsCount()).toBe(1)
  release?.()
  await left
  expect(locked).toEqual([true])
  expect(server.getDocumentsCount()).toBe(0)
})

test('a document whose lock is held stays in memory, also with nothing to store, and leaves when it is free', async () => {
  const gone = Promise.withResolvers<void>()
  await using server = await running({ afterUnloadDocument: () => gone.resolve() })
  const direct = await server.openDirectConnection('doc')
  const { document } = direct
  if (document === null) throw new Error('no document')
  const release = await document.saveMutex.acquire()
  await direct.disconnect()
  expect(server.hocuspocus.shouldUnloadDocument(document)).toBe(false)
  expect(server.getDocumentsCount()).toBe(1)
  release()
  await gone.promise
  expect(server.getDocumentsCount()).toBe(0)
})

test('the lock goes to who asked first, waitForUnlock comes after all of them, and an error gives it back', async () => {
  await using server = await running()
  const { saveMutex } = await server.hocuspocus.createDocument('doc', new Request('http://localhost'), 'me', {
    readOnly: false,
    isAuthenticated: true,
  })
  const order: string[] = []
  const failing = saveMutex.runExclusive(async () => {
    order.push('first')
    throw new Error('broken')
  })
  const second = saveMutex.runExclusive(() => void order.push('second'))
  const unlocked = saveMutex.waitForUnlock().then(() => order.push('unlocked'))
  await expect(failing).rejects.toThrow('broken')
  await Promise.all([second, unlocked])
  expect(order).toEqual(['first', 'second', 'unlocked'])
  expect(saveMutex.isLocked()).toBe(false)
})

test('storeDocumentHooks stores a document that has not changed, in the name that is given', async () => {
  const stored: OnStoreDocumentPayload[] = []
  await using server = await running({ onStoreDocument: (payload) => void stored.push(payload) })
  await using direct = await server.openDirectConnection('doc')
  const { document } = direct
  if (document === null) throw new Error('no document')
  await server.hocuspocus.storeDocumentHooks(document, { lastContext: { user: 'ada' } }, true)
  expect(stored.map(({ lastContext, documentName }) => [lastContext, documentName])).toEqual([[{ user: 'ada' }, 'doc']])
})

test('a store says of whom the last change was: as lastContext, and in the words of older applications', async () => {
  const stored: OnStoreDocumentPayload[] = []
  await using server = await running({
    onAuthenticate: async ({ token }) => ({ user: token }),
    onStoreDocument: (payload) => void stored.push(payload),
  })
  {
    using ada = new Client('doc', { url: server.url, token: 'ada' })
    await ada.whenSynced()
    ada.text.insert(0, 'a')
    await ada.whenSaved()
  }
  await server.destroy()
  const [payload] = stored
  expect(payload?.lastContext).toEqual({ user: 'ada' })
  expect(payload?.context).toBe(payload?.lastContext)
  expect(payload?.transactionOrigin).toBe(payload?.lastTransactionOrigin)
})
