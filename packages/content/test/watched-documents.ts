import type { Documents, Savepoint, Transaction } from '@crochet/storage'

/** Is told of each call of the storage before it is made: may note it, or throw in its place. */
export type Watch = (call: string) => void

/**
 * The documents of a real storage, with every call watched. Where `watch` throws, what happens is what the port promises of a call
 * that fails: a statement and a savepoint have changed nothing, a `commit` or `rollback` of a transaction has undone it and ended it.
 */
export function watched(documents: Documents, watch: Watch): Documents {
  return {
    migrate: (tables) => documents.migrate(tables),
    ...reading(documents, watch),
    async transaction(options) {
      watch('transaction')
      return inTransaction(await documents.transaction(options), watch)
    },
  }
}

function reading(reader: Documents | Transaction, watch: Watch): Pick<Documents, 'findByID' | 'find' | 'count'> {
  return {
    async findByID(table, id) {
      watch('findByID')
      return reader.findByID(table, id)
    },
    async find(table, query) {
      watch('find')
      return reader.find(table, query)
    },
    async count(table, where) {
      watch('count')
      return reader.count(table, where)
    },
  }
}

function inTransaction(transaction: Transaction, watch: Watch): Transaction {
  const ending = (call: 'commit' | 'rollback') => async (): Promise<void> => {
    try {
      watch(call)
    } catch (error) {
      await transaction.rollback()
      throw error
    }
    await transaction[call]()
  }
  return {
    ...reading(transaction, watch),
    async insert(table, row) {
      watch('insert')
      await transaction.insert(table, row)
    },
    async update(table, id, changes) {
      watch('update')
      return transaction.update(table, id, changes)
    },
    async delete(table, id) {
      watch('delete')
      return transaction.delete(table, id)
    },
    async savepoint() {
      watch('savepoint')
      return watchedSavepoint(await transaction.savepoint(), watch)
    },
    commit: ending('commit'),
    rollback: ending('rollback'),
    [Symbol.asyncDispose]: () => transaction[Symbol.asyncDispose](),
  }
}

function watchedSavepoint(savepoint: Savepoint, watch: Watch): Savepoint {
  return {
    async release() {
      watch('savepoint release')
      await savepoint.release()
    },
    async rollback() {
      watch('savepoint rollback')
      await savepoint.rollback()
    },
  }
}
