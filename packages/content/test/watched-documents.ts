import type { Documents, Reader, Savepoint, Transaction } from '@crochet/storage'

/** Is told of each call of the storage before it is made: may note it, or throw in its place. */
export type Watch = (call: string) => void

/**
 * The documents of a real storage, with every call watched. Where `watch` throws, what happens is what the port promises of a call
 * that fails: a statement and a savepoint have changed nothing, a `commit` or `rollback` of a transaction has undone it and ended it.
 */
export function watched(documents: Documents, watch: Watch): Documents {
  return {
    undeclared: (tables) => documents.undeclared(tables),
    migrate: (tables) => documents.migrate(tables),
    plan: (tables) => documents.plan(tables),
    ...reading(documents, watch),
    async transaction(options) {
      watch('transaction')
      return inTransaction(await documents.transaction(options), watch)
    },
  }
}

function reading(reader: Reader, watch: Watch): Reader {
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
    async distinct(table, column, query) {
      watch('distinct')
      return reader.distinct(table, column, query)
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
    async insertMany(table, rows) {
      watch('insertMany')
      await transaction.insertMany(table, rows)
    },
    async update(table, id, changes) {
      watch('update')
      return transaction.update(table, id, changes)
    },
    async updateWhere(table, where, changes) {
      watch('updateWhere')
      return transaction.updateWhere(table, where, changes)
    },
    async delete(table, id) {
      watch('delete')
      return transaction.delete(table, id)
    },
    async deleteWhere(table, where) {
      watch('deleteWhere')
      return transaction.deleteWhere(table, where)
    },
    async enqueue(jobs, now) {
      watch('enqueue')
      return transaction.enqueue(jobs, now)
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
