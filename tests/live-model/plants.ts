import type { Edit } from '../crash/instrumentation.ts'
import type { Kills } from './campaign.ts'

/**
 * Faults that the model must find: each is what somebody could write by mistake in the place where it is planted. All that the model knows
 * of the product's source is here; each snippet is in its file exactly once.
 */
export interface Plant {
  readonly name: string
  /** What is wrong then. */
  readonly fault: string
  readonly edits: readonly Omit<Edit, 'name'>[]
  /** Which histories can show it. Default: those without kills. */
  readonly kills?: Kills
}

const live = 'packages/live/src'

export const plants: readonly Plant[] = [
  {
    name: 'hooks-not-written-back',
    fault: 'what hooks have changed does not come back into the document',
    edits: [
      {
        file: `${live}/lifecycle/open-document.ts`,
        find: "this.#take(values, stored, { newer: 'stays', status",
        replace: "this.#take(stored, stored, { newer: 'stays', status",
      },
    ],
  },
  {
    name: 'side-door-not-followed',
    fault: 'a write through another door does not come to those who have the document open',
    edits: [
      {
        file: `${live}/create-live.ts`,
        find: 'return this.#open.get(document)?.follow()',
        replace: 'return undefined',
      },
    ],
  },
  {
    name: 'seeded-at-every-load',
    fault: 'a document is seeded again though the journal has it',
    edits: [
      {
        file: `${live}/lifecycle/open-document.ts`,
        find: 'const isNew = Y.decodeStateVector(this.document.content.stateVector()).size === 0',
        replace: 'const isNew = true',
      },
    ],
  },
  {
    name: 'seeded-by-chance',
    fault: 'two loads of the same document seed it in different ways',
    kills: 'always',
    edits: [
      {
        file: `${live}/seed.ts`,
        find: 'doc.clientID = clientOf(shape, values)',
        replace: 'clientOf(shape, values)',
      },
    ],
  },
  {
    name: 'stale-store',
    fault: 'a store does not notice what others have stored between its read and its write',
    edits: [
      {
        file: `${live}/lifecycle/store.ts`,
        find: "const ifUpdatedAt = typeof updatedAt === 'string' ? { ifUpdatedAt: updatedAt } : {}",
        replace: "const ifUpdatedAt = typeof updatedAt === 'string' ? {} : {}",
      },
    ],
  },
  {
    name: 'errors-stay',
    fault: 'what was refused is still said after it was mended',
    edits: [
      {
        file: `${live}/lifecycle/open-document.ts`,
        find: "newer: 'stays', status, errors: [], ",
        replace: "newer: 'stays', status, ",
      },
    ],
  },
  {
    name: 'acknowledged-before-disk',
    fault: 'an edit is acknowledged before it is in the journal',
    kills: 'always',
    edits: [
      {
        file: 'packages/realtime/src/persistence/document-log.ts',
        find: 'update, settled, attempts: 0, inFlight: false }\n',
        replace: 'update, settled: ignore, attempts: 0, inFlight: false };settled(true)\n',
      },
    ],
  },
  {
    name: 'deletions-not-guarded',
    fault: 'somebody removes what they may not update',
    edits: [
      {
        file: `${live}/guard/live-guard.ts`,
        find: '    for (const range of structs.deletions) this.#checkDeletion(range)\n',
        replace: '    for (const range of structs.deletions) if (range.end < 0) this.#checkDeletion(range)\n',
      },
    ],
  },
  {
    name: 'whole-text-written-back',
    fault: 'a write replaces the whole text, and not only what has changed in it',
    edits: [
      {
        file: `${live}/mapping/map-text.ts`,
        find: 'const edits = rebaseEdits(diffText(before, after, grain), diffText(before, text, grain), before.length)',
        replace:
          'const edits = grain === undefined ? rebaseEdits([], [], 0) : [{ at: 0, remove: text.length, insert: after }]',
      },
    ],
  },
  {
    name: 'deletion-not-noticed',
    fault: 'what is remembered of rich text is taken for what it says, though something has been deleted from it',
    edits: [
      {
        file: `${live}/rich-text/fragment-memory.ts`,
        find: 'if (length !== extent.length || deleted !== extent.deleted) return false',
        replace: 'if (length !== extent.length || deleted === Infinity) return false',
      },
    ],
  },
  {
    name: 'editors-forgotten',
    fault: 'after a kill nobody knows who has edited, and on what ground',
    kills: 'always',
    edits: [
      {
        file: `${live}/lifecycle/open-document.ts`,
        find: 'const left = await this.editors.load()',
        replace: 'const left = { bases: new Map<string, unknown[]>(), attempts: [] }',
      },
    ],
  },
  {
    name: 'attempt-not-known',
    fault: 'after a kill what a store wrote into the row counts as written by somebody else',
    kills: 'always',
    edits: [
      {
        file: `${live}/lifecycle/attempt.ts`,
        find: 'const attempt = id === known ? undefined : attempts.find((each) => each.id === id)',
        replace: 'const attempt = id === known ? undefined : attempts.find((each) => each.id === `${id}?`)',
      },
    ],
  },
  {
    name: 'not-taken-back',
    fault: 'a client keeps what was refused',
    edits: [
      {
        file: `${live}/create-live.ts`,
        find: '      if (instead !== undefined) return instead\n',
        replace: '      if (instead !== undefined) return undefined\n',
      },
    ],
  },
]

/** @throws for a name that there is not */
export function plantOf(name: string): Plant {
  const plant = plants.find((each) => each.name === name)
  if (plant === undefined)
    throw new Error(`There is no planted fault ${name}; there are: ${plants.map((each) => each.name).join(', ')}`)
  return plant
}

export const editsOf = ({ name, edits }: Plant): Edit[] => edits.map((edit) => ({ ...edit, name }))
