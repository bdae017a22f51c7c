/**
 * Everything the harness knows about the source of the product: where a process can be killed, which waits are shortened,
 * and which bugs can be planted. After a refactoring only this file is adapted; until then the harness refuses to start.
 */
export interface Edit {
  readonly name: string
  /** Path from the root of the repository. */
  readonly file: string
  /** Source text that occurs exactly once in the file. */
  readonly find: string
  readonly replace: string
}

const storage = 'packages/storage/src'
const realtime = 'packages/realtime/src'

/** What a failpoint's name stands for: the process can be killed there, or an error thrown. `crash` is in `instrument.ts`. */
const point = (name: string): string => `globalThis.crash.point('${name}');`

interface Place {
  readonly file: string
  readonly find: string
  readonly before?: string
  readonly after?: string
}

function failpoint({ file, find, before, after }: Place): Edit {
  const indent = /^ */.exec(find)?.[0] ?? ''
  const first = before === undefined ? '' : `${indent}${point(before)}`
  const last = after === undefined ? '' : `;${point(after)}`
  return { name: [before, after].filter(Boolean).join(', '), file, find, replace: `${first}${find}${last}` }
}

export const failpoints: readonly Edit[] = [
  // Append and group commit.
  failpoint({
    file: `${realtime}/persistence/document-log.ts`,
    find: '      const seq = await journal.append(name, entry.update)',
    before: 'append:called',
    after: 'append:resolved',
  }),
  failpoint({
    file: `${storage}/core/group-commit.ts`,
    find: '      const numbers = this.#commit(group)',
    before: 'append:before-transaction',
    after: 'append:committed',
  }),
  failpoint({
    file: `${storage}/sqlite/journal.ts`,
    find: '        this.#writer.run(insertUpdate, [place.number, place.seq, update, crc32(update)])',
    before: 'append:before-row',
    after: 'append:row-not-committed',
  }),
  failpoint({
    file: `${storage}/sqlite/connection.ts`,
    find: "      this.run('COMMIT')",
    before: 'transaction:before-commit',
    after: 'transaction:committed',
  }),
  // Acknowledgement and broadcast.
  failpoint({
    file: `${realtime}/connection/connection.ts`,
    find: "    if (this.#state.is === 'open') this.#send({ type: 'syncStatus', applied })",
    before: 'acknowledge:before',
    after: 'acknowledge:sent',
  }),
  failpoint({
    file: `${realtime}/document/live-document.ts`,
    find: "    broadcast(this, { type: 'update', update })",
    before: 'broadcast:before',
    after: 'broadcast:sent',
  }),
  // Compaction.
  failpoint({
    file: `${storage}/sqlite/journal.ts`,
    find: '      this.#writer.run(replaceSnapshot, [number, upTo, snapshot, crc32(snapshot)])',
    before: 'compact:before-snapshot',
    after: 'compact:between',
  }),
  failpoint({
    file: `${storage}/sqlite/journal.ts`,
    find: '      this.#writer.run(deleteUpdatesUpTo, [number, upTo])',
    after: 'compact:before-commit',
  }),
  failpoint({
    file: `${realtime}/persistence/document-log.ts`,
    find: '      await journal.compact(name, snapshot, seq)',
    before: 'compact:called',
    after: 'compact:after',
  }),
  // Store; `store:during` and `store:written` are in the hook of `server-process.ts`.
  failpoint({
    file: `${realtime}/persistence/store-scheduler.ts`,
    find: '      await this.#options.store()',
    before: 'store:before',
    after: 'store:after',
  }),
  failpoint({
    file: `${realtime}/persistence/store-scheduler.ts`,
    find: '    if (state.changed) return this.#schedule()',
    before: 'store:marked',
  }),
  // Unload and load.
  failpoint({
    file: `${realtime}/document/document-registry.ts`,
    find: '    this.#remove(name)\n    document.destroy()',
    before: 'unload:before',
    after: 'unload:after',
  }),
  failpoint({
    file: `${realtime}/document/load-document.ts`,
    find: '  const stored = await read(journal, name)',
    before: 'load:before',
    after: 'load:read',
  }),
  failpoint({
    file: `${realtime}/document/load-document.ts`,
    find: '    applyAll(document, stored.updates, name)',
    after: 'load:applied',
  }),
  // Shutdown.
  failpoint({ file: `${realtime}/shut-down.ts`, find: '  documents.close()', before: 'stop:begin' }),
  failpoint({
    file: `${realtime}/shut-down.ts`,
    find: '  for (const document of documents.documents()) document.flush()',
    before: 'stop:muted',
    after: 'stop:flushing',
  }),
  failpoint({
    file: `${realtime}/shut-down.ts`,
    find: '  await Promise.race([Promise.all(saved), deadline.passed])',
    after: 'stop:journalled',
  }),
  failpoint({ file: `${realtime}/shut-down.ts`, find: '  deadline.cancel()', before: 'stop:emptied' }),
  failpoint({
    file: `${realtime}/collaboration.ts`,
    find: '    await this.#journal.close()',
    before: 'stop:before-close',
    after: 'stop:closed',
  }),
]

/** Shorter waits, so that much happens in the short life of a server. What is waited for stays the same. */
export const tunings: readonly Edit[] = [
  {
    name: 'compact from 8 rows',
    file: `${realtime}/document/document-registry.ts`,
    find: 'const manyRows = 100\n',
    replace: 'const manyRows = 8\n',
  },
  {
    name: 'append again after 25 ms',
    file: `${realtime}/persistence/document-log.ts`,
    find: 'const pause = { first: 100, longest: 5_000 }',
    replace: 'const pause = { first: 25, longest: 200 }',
  },
  {
    name: 'store again after 20 ms',
    file: `${realtime}/persistence/store-scheduler.ts`,
    find: 'const pause = { first: 1_000, longest: 60_000 }',
    replace: 'const pause = { first: 20, longest: 200 }',
  },
]

/**
 * Whether the server stores what an earlier process has journalled and not stored, without a further edit. As long as it does
 * not, the harness makes an edit in each document before it compares what is stored.
 */
export const owedStoresSurvive: boolean = false

/** Bugs the harness must find (`--plant NAME`). One is planted at a time, and only in the process of the harness. */
export const plants: readonly Edit[] = [
  {
    name: 'acknowledge-before-commit',
    file: `${realtime}/persistence/document-log.ts`,
    find: '    const entry: Entry = { index: this.#next++, update, settled, attempts: 0, inFlight: false }',
    replace:
      '    settled(true); const entry: Entry = { index: this.#next++, update, settled: ignore, attempts: 0, inFlight: false }',
  },
  {
    name: 'failed-append-acknowledged',
    file: `${realtime}/persistence/document-log.ts`,
    find: 'entry.settled(false)',
    replace: 'entry.settled(true)',
  },
  {
    name: 'reply-before-journal',
    file: `${realtime}/connection/connection.ts`,
    find: 'log.whenSaved(() => this.#carrier.sendLarge(frame, () => this.#synced()))',
    replace: 'void log, this.#carrier.sendLarge(frame, () => this.#synced())',
  },
  {
    name: 'unload-before-append',
    file: `${realtime}/document/live-document.ts`,
    find: '    return new Promise((resolve) => this.store.whenClean(() => this.log.whenSaved(resolve)))',
    replace:
      "    Object.defineProperty(this, 'settled', { configurable: true, get: () => this.store.clean }); return new Promise((resolve) => this.store.whenClean(() => resolve()))",
  },
  {
    name: 'second-document-dropped',
    file: `${storage}/sqlite/journal.ts`,
    find: '        place.seq += 1\n',
    replace: '        place.seq += 1; if (document !== entries[0]?.document) return place.seq\n',
  },
  {
    name: 'compaction-in-two-steps',
    file: `${storage}/sqlite/journal.ts`,
    find: '      this.#writer.run(replaceSnapshot',
    replace:
      '      this.#writer.run(deleteUpdatesUpTo, [number,upTo]); this.#writer.run("COMMIT"); this.#writer.begin();\n      this.#writer.run(replaceSnapshot',
  },
  {
    name: 'load-skips-last-row',
    file: `${storage}/sqlite/journal.ts`,
    find: '    return { updates, seq }',
    replace: '    return { updates: updates.length > 1 ? updates.slice(0, -1) : updates, seq }',
  },
  {
    name: 'failed-store-forgotten',
    file: `${realtime}/persistence/store-scheduler.ts`,
    find: "    this.#state = { is: 'failed', attempt, cancel }\n",
    replace: '    cancel(); this.#succeeded({ changed: false })\n',
  },
  {
    name: 'last-store-skipped',
    file: `${realtime}/shut-down.ts`,
    find: '  for (const socket of sockets) socket.mute()\n',
    replace:
      '  for (const socket of sockets) socket.mute();for (const document of documents.documents()) document.store.abandon()\n',
  },
]

/** Names of the places where the process can be killed, in the order of a document's life. */
export const pointNames: readonly string[] = [
  ...failpoints.flatMap(({ name }) => name.split(', ')),
  'store:during',
  'store:written',
]
