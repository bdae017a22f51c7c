import { randomUUID } from 'node:crypto'
import { mkdir, open, readdir, readFile, rename, rm } from 'node:fs/promises'
import { dirname, join, relative, sep } from 'node:path'
import type { FileStore } from './file-store.ts'

const longest = 200
const segmentPattern = /^(?!\.)[a-z0-9_.%-]+(?<!\.)$/

/** Keeps files in a folder. */
export class FolderStore implements FileStore {
  readonly #folder: string
  /** The last change of each key that is under way: changes of one key are done in the order in which they were asked for. */
  readonly #turns = new Map<string, Promise<void>>()

  constructor(folder: string) {
    this.#folder = folder
  }

  put(key: string, bytes: Uint8Array): Promise<void> {
    const file = this.#fileOf(key)
    return this.#inTurn(key, async () => {
      await mkdir(dirname(file), { recursive: true })
      const draft = `${file}.${randomUUID()}.draft`
      try {
        await using handle = await open(draft, 'wx')
        await handle.writeFile(bytes)
        await handle.sync()
        await handle.close()
        await rename(draft, file)
      } finally {
        await rm(draft, { force: true })
      }
    })
  }

  async get(key: string): Promise<Uint8Array | undefined> {
    const file = this.#fileOf(key)
    return readFile(file).catch(undefinedIfMissing)
  }

  async list(prefix = ''): Promise<string[]> {
    const entries =
      (await readdir(this.#folder, { recursive: true, withFileTypes: true }).catch(undefinedIfMissing)) ?? []
    return entries
      .filter((entry) => entry.isFile() && !entry.name.endsWith('.draft'))
      .map((entry) => relative(this.#folder, join(entry.parentPath, entry.name)).replaceAll(sep, '/'))
      .filter((key) => key.startsWith(prefix))
      .toSorted()
  }

  delete(key: string): Promise<void> {
    const file = this.#fileOf(key)
    return this.#inTurn(key, () => rm(file, { force: true }))
  }

  /** Everything that was asked for so far is done. */
  async settled(): Promise<void> {
    await Promise.allSettled(this.#turns.values())
  }

  /** A key that `keyOf` has not made is refused, before it leaves the folder. */
  #fileOf(key: string): string {
    const segments = key.split('/')
    if (!segments.every((segment) => segmentPattern.test(segment) && segment.length <= longest)) {
      throw new Error(`"${key.slice(0, longest)}" is no key: make it with keyOf, of parts that are not too long`)
    }
    return join(this.#folder, ...segments)
  }

  async #inTurn(key: string, change: () => Promise<void>): Promise<void> {
    const turn = (this.#turns.get(key) ?? Promise.resolve()).catch(() => undefined).then(change)
    this.#turns.set(key, turn)
    try {
      await turn
    } finally {
      if (this.#turns.get(key) === turn) this.#turns.delete(key)
    }
  }
}

function undefinedIfMissing(error: NodeJS.ErrnoException): undefined {
  if (error.code !== 'ENOENT') throw error
}
