import {
  idReader,
  isLive,
  type CollectionConfig,
  type DocumentReference,
  type GlobalConfig,
  type Id,
} from '@crochet/content'
import { shapeOfCollection, shapeOfGlobal, type LiveShape } from '../live-shape.ts'

/** A document that can be opened. */
export interface LiveReference {
  /** As the collaboration server has it: `posts/17`, `globals/settings`. */
  readonly name: string
  readonly reference: DocumentReference
  readonly shape: LiveShape
  /** Whether edits are stored by themselves, not only when a client asks for it. */
  readonly autosave: boolean
}

interface Configured {
  readonly collections: readonly CollectionConfig[]
  readonly globals: readonly GlobalConfig[]
}

/** The names of live documents: of collections and globals with `live: true`. All others are none of this package's business. */
export class LiveNames {
  /** Shapes by the name of the collection or global. */
  readonly shapes: ReadonlyMap<string, LiveShape>
  /** Names of collections and globals whose edits are stored only when a client asks for it. */
  readonly #asked: ReadonlySet<string>
  readonly #readers: ReadonlyMap<string, (text: string) => Id>

  constructor({ collections, globals }: Configured) {
    const live = collections.filter((each) => isLive(each))
    const shapes = [...live.map(shapeOfCollection), ...globals.filter((each) => isLive(each)).map(shapeOfGlobal)]
    const named = [
      ...live.map((each) => [each.slug, each] as const),
      ...globals.map((each) => [`globals/${each.slug}`, each] as const),
    ]
    this.#asked = new Set(named.flatMap(([name, each]) => (autosaves(each) ? [] : [name])))
    this.shapes = new Map(shapes.map((shape) => [shape.name, shape]))
    this.#readers = new Map(live.map((each) => [each.slug, idReader(each)]))
  }

  find(name: string): LiveReference | undefined {
    const whole = this.shapes.get(name)
    if (whole !== undefined && name.startsWith('globals/')) {
      return {
        name,
        reference: { global: name.slice('globals/'.length) },
        shape: whole,
        autosave: !this.#asked.has(name),
      }
    }
    const slash = name.indexOf('/')
    const collection = name.slice(0, Math.max(slash, 0))
    const [shape, read] = [this.shapes.get(collection), this.#readers.get(collection)]
    if (shape === undefined || read === undefined) return undefined
    return {
      name,
      reference: { collection, id: read(name.slice(slash + 1)) },
      shape,
      autosave: !this.#asked.has(collection),
    }
  }
}

const autosaves = ({ live }: Pick<CollectionConfig, 'live'>): boolean =>
  typeof live !== 'object' || live.autosave !== false
