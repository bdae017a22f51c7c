import { expect, test } from 'vitest'
import { StorageError, storageErrors, type StorageErrorCode } from '@crochet/storage'

test('every error has a message, a hint, and a status', () => {
  for (const code of Object.keys(storageErrors) as StorageErrorCode[]) {
    const error = new StorageError(code, { table: 't', column: 'c', document: 'd', seq: 1, changes: ['x'] })
    expect(error).toMatchObject({ name: 'StorageError', code, table: 't', column: 'c', document: 'd', seq: 1 })
    expect(error.message).toMatch(/\.$|\n- x$/)
    expect(error.hint).toMatch(/\.$/)
    expect(error.status).toBeGreaterThanOrEqual(400)
  }
})
