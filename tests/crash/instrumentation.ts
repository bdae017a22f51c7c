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

type Place = Pick<Edit, 'file' | 'find'> & { readonly before?: string; readonly after?: string }

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
    find: '      const numbers = this.#pace.measure(() => this.#commit(group))',
    before: 'append:before-transaction',
    after: 'append:committed',
  }),
  failpoint({
    file: `${storage}/sqlite/journal.ts`,
    find: '        this.#writer.run(sql.insertUpdate, [number, seq, update, crc32(update)])',
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
    find: "    this.sendMessage({ type: 'syncStatus', applied })",
    before: 'acknowledge:before',
    after: 'acknowledge:sent',
  }),
  failpoint({
    file: `${realtime}/document/broadcaster.ts`,
    find: '    this.#send()\n',
    before: 'broadcast:before',
    after: 'broadcast:sent',
  }),
  // Compaction.
  failpoint({
    file: `${realtime}/persistence/compaction.ts`,
    find: '      const made = await making',
    before: 'compact:called',
    after: 'compact:made',
  }),
  {
    name: 'compact:before-snapshot, compact:between, compact:before-commit',
    file: `${storage}/sqlite/journal.ts`,
    find:
      '      this.#writer.run(sql.replaceSnapshot, [place.number, upTo, snapshot, crc32(snapshot)])\n' +
      '      this.#writer.run(sql.deleteUpdatesUpTo, [place.number, upTo])',
    replace:
      `      ${point('compact:before-snapshot')}` +
      `this.#writer.run(sql.replaceSnapshot, [place.number, upTo, snapshot, crc32(snapshot)]);${point('compact:between')}\n` +
      `      this.#writer.run(sql.deleteUpdatesUpTo, [place.number, upTo]);${point('compact:before-commit')}`,
  },
  failpoint({
    file: `${realtime}/persistence/document-log.ts`,
    find: '      await journal.compact(name, snapshot, reachOf(position))',
    after: 'compact:after',
  }),
  // Store; `store:during` and `store:written` are in the hook of `server-process.ts`.
  failpoint({
    file: `${realtime}/persistence/store-scheduler.ts`,
    find: '      const stored = await this.#options.store()',
    before: 'store:before',
    after: 'store:after',
  }),
  failpoint({
    file: `${realtime}/document/live-document.ts`,
    find: '      if (stored) await this.log.markStored(upTo)',
    before: 'mark:before',
    after: 'mark:after',
  }),
  failpoint({
    file: `${storage}/sqlite/journal.ts`,
    find: '      this.#writer.run(sql.deleteSnapshotUpTo, [place.number, upTo])',
    before: 'drop:between',
    after: 'drop:before-mark',
  }),
  failpoint({
    file: `${realtime}/document/resume-stores.ts`,
    find: '    await lease.live.store.runNow()',
    before: 'restart:before-store',
    after: 'restart:stored',
  }),
  // Unload and load.
  failpoint({
    file: `${realtime}/document/document-registry.ts`,
    find: '      this.#remove(live.name)\n      live.destroy()',
    before: 'unload:before',
    after: 'unload:after',
  }),
  failpoint({
    file: `${realtime}/document/load-document.ts`,
    find: '  const stored = await read(source, name)',
    before: 'load:before',
    after: 'load:read',
  }),
  failpoint({
    file: `${realtime}/document/load-document.ts`,
    find: '    await fill(source, document, stored)',
    after: 'load:applied',
  }),
  // Shutdown.
  failpoint({ file: `${realtime}/shut-down.ts`, find: '  documents.close()', before: 'stop:begin' }),
  failpoint({
    file: `${realtime}/shut-down.ts`,
    find: '  for (const document of documents.all()) document.flush()',
    before: 'stop:muted',
    after: 'stop:flushing',
  }),
  failpoint({
    file: `${realtime}/shut-down.ts`,
    find: '  await Promise.race([Promise.all(saved), deadline.passed])',
    after: 'stop:journalled',
  }),
  failpoint({
    file: `${realtime}/shut-down.ts`,
    find: '  await Promise.race([documents.whenEmpty(), deadline.passed])',
    after: 'stop:emptied',
  }),
  failpoint({
    file: `${realtime}/hocuspocus.ts`,
    find: '    await this.#journal.close()',
    before: 'stop:before-close',
    after: 'stop:closed',
  }),
]

/** Shorter waits, so that much happens in the short life of a server. What is waited for stays the same. */
export const tunings: readonly Edit[] = [
  {
    name: 'compact from 10 rows, and from 8 when it leaves',
    file: `${realtime}/persistence/compaction-policy.ts`,
    find: '  rows: 500,\n  bytesPerRow: 512,\n',
    replace: '  rows: 10,\n  bytesPerRow: 65_536,\n',
  },
  {
    name: 'compact from 8 rows when a document leaves',
    file: `${realtime}/persistence/compaction-policy.ts`,
    find: '  leavingRows: 100,\n',
    replace: '  leavingRows: 8,\n',
  },
  {
    name: 'look for what is to be compacted every 20 ms, and again soon after a failure',
    file: `${realtime}/persistence/compaction.ts`,
    find: 'const interval = 1_000\nconst pause = { first: 60_000, longest: 60 * 60 * 1_000 }\n',
    replace: 'const interval = 20\nconst pause = { first: 100, longest: 200 }\n',
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
  {
    name: 'store again after 20 ms what the last process has left',
    file: `${realtime}/persistence/pending-stores.ts`,
    find: 'const pause = { first: 1_000, longest: 60_000 }',
    replace: 'const pause = { first: 20, longest: 200 }',
  },
]

/** A bug that the harness must find (`--plant NAME`), planted in the server process of the harness only. */
export interface Plant extends Edit {
  /** Endings of a life in which it can show; with it every other life ends in one of them. */
  readonly near: readonly string[]
}

export const plants: readonly Plant[] = [
  {
    name: 'acknowledge-before-commit',
    near: ['append:before-transaction', 'append:before-row'],
    file: `${realtime}/persistence/document-log.ts`,
    find: 'update, settled, attempts: 0, inFlight: false }\n',
    replace: 'update, settled: ignore, attempts: 0, inFlight: false };settled(true)\n',
  },
  {
    name: 'failed-append-acknowledged',
    near: ['failing'],
    file: `${realtime}/persistence/document-log.ts`,
    find: 'entry.settled(false)',
    replace: 'entry.settled(true)',
  },
  {
    name: 'reply-before-journal',
    near: ['failing'],
    file: `${realtime}/connection/connection.ts`,
    find: '    this.lease.live.whenSaved(() => {\n      this.deliver(step1',
    replace: '    ;((run: () => void) => run())(() => {\n      this.deliver(step1',
  },
  {
    name: 'unload-before-append',
    near: ['empty'],
    file: `${realtime}/document/live-document.ts`,
    find: '    return unlocked.then(() => new Promise((resolve) => this.store.whenClean(() => this.whenSaved(resolve))))',
    replace:
      "    Object.defineProperty(this, 'settled', { configurable: true, get: () => this.store.clean }); return unlocked.then(() => new Promise((resolve) => this.store.whenClean(() => resolve())))",
  },
  {
    name: 'second-document-dropped',
    near: [],
    file: `${storage}/sqlite/journal.ts`,
    find: '        const { number, seq } = takeNumber(document)\n',
    replace:
      '        const { number, seq } = takeNumber(document); if (document !== entries[0]?.document) return seq\n',
  },
  {
    name: 'drop-on-compaction',
    near: ['kill'],
    file: `${realtime}/persistence/compaction.ts`,
    find: '      if (problem === undefined) return await log.compact(made.update, extent)\n',
    replace:
      '      await nextTurn(); await nextTurn(); await nextTurn(); if (problem === undefined) return await log.compact(made.update, log.extent())\n',
  },
  {
    name: 'compaction-in-two-steps',
    near: ['compact:before-snapshot'],
    file: `${storage}/sqlite/journal.ts`,
    find: '      this.#writer.run(sql.replaceSnapshot',
    replace:
      "      this.#writer.run(sql.deleteUpdatesUpTo, [place.number, upTo]); this.#writer.run('COMMIT'); this.#writer.begin();\n" +
      '      this.#writer.run(sql.replaceSnapshot',
  },
  {
    name: 'load-skips-last-row',
    near: [],
    file: `${storage}/sqlite/journal.ts`,
    find: 'entries: [...snapshot, ...updates], aside',
    replace: 'entries: [...snapshot, ...updates.slice(0, -1)], aside',
  },
  {
    name: 'failed-store-forgotten',
    near: [],
    file: `${realtime}/persistence/store-scheduler.ts`,
    find: '      this.#options.failed(error, attempt + 1)\n      this.#again(attempt + 1)\n',
    replace: '      this.#options.failed(error, attempt + 1); this.#succeeded({ changed: false })\n',
  },
  {
    name: 'marked-before-stored',
    near: ['store:before', 'store:during'],
    file: `${realtime}/document/live-document.ts`,
    find: '      const upTo = this.log.position()\n',
    replace: '      const upTo = this.log.position(); await this.log.markStored(this.log.position())\n',
  },
  {
    name: 'last-store-skipped',
    near: ['stop'],
    file: `${realtime}/shut-down.ts`,
    find: '  for (const socket of sockets) socket.mute()\n',
    replace:
      '  for (const socket of sockets) socket.mute();for (const document of documents.all()) document.store.abandon()\n',
  },
]

/** Names of the places where the process can be killed, in the order of a document's life. */
export const pointNames: readonly string[] = [
  ...failpoints.flatMap(({ name }) => name.split(', ')),
  'store:during',
  'store:written',
]
