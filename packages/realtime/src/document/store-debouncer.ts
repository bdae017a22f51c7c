import { useDebounce, type Debouncer } from '../debounce.ts'
import type { StoreScheduler } from '../persistence/store-scheduler.ts'

const prefix = 'onStoreDocument-'

/**
 * The debouncer of a server: `onStoreDocument-NAME` stands for the store of a document, as extensions know it; any other id is
 * free for what an extension delays itself. (API of Hocuspocus 4)
 *
 * @param storeOf the store of a document in memory, by its name
 */
export function storeDebouncer(storeOf: (documentName: string) => StoreScheduler | undefined): Debouncer {
  const own = useDebounce()
  const find = (id: string): StoreScheduler | undefined =>
    id.startsWith(prefix) ? storeOf(id.slice(prefix.length)) : undefined
  return {
    debounce: own.debounce,
    isDebounced: (id) => own.isDebounced(id) || find(id)?.isWaiting === true,
    isCurrentlyExecuting: (id) => own.isCurrentlyExecuting(id) || find(id)?.isRunning === true,
    executeNow: (id) => own.executeNow(id) ?? find(id)?.runWaiting(),
  }
}
