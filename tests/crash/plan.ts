import { pointNames } from './instrumentation.ts'
import { seededRandom, type Random } from './random.ts'
import type { Mode } from './server-process.ts'

/** How a life of the server ends. */
export type Ending =
  /** SIGKILL after so many acknowledgements and milliseconds. */
  | { readonly is: 'kill'; readonly acknowledged: number; readonly after: number }
  /** SIGKILL at the `countdown`-th time a failpoint is reached; for those of the shutdown, after SIGTERM. */
  | { readonly is: 'point'; readonly point: string; readonly countdown: number; readonly fromStart: boolean }
  /** No update can be journalled any more; clients reconnect and come; after so many milliseconds SIGKILL. */
  | { readonly is: 'failing'; readonly after: number }
  /** SIGTERM in the middle of it all. */
  | { readonly is: 'stop'; readonly after: number }

/** What happens in one life of the server. All that is random in it comes from the seed. */
export interface Plan {
  readonly ending: Ending
  /** Nobody who was there before the crash comes back, so nobody can bring what the server has lost. */
  readonly strangers: boolean
  /** Wait for everybody to be equal before writing goes on. */
  readonly settleFirst: boolean
  /** Wait for it once more in the middle of the life, after documents were emptied while the journal failed. */
  readonly settleAgain: boolean
  /** Edit each document before looking at what is stored; otherwise what the last server has not stored is due. */
  readonly touch: boolean
  /** How often storing fails before the stored states are looked at. */
  readonly storeFailures: number
  /** Appends that fail, once, at a moment of the writing. */
  readonly appendFailures: number
  /** Probability of an emptied document, per step of the writing. */
  readonly vacating: number
  readonly random: Random
}

/** Cycles with the same files and clients; then all begins anew, so that documents stay small. */
export const cyclesPerEpoch = 10

/** Failpoints by name, and `kill`, `failing`, `stop`; `empty` is a `kill` after documents were emptied. */
const kinds: readonly string[] = mixed()

export const modeOf = (seed: number): Mode => (seed % 2 === 0 ? 'store' : 'ahead')

/**
 * @param seed of the epoch
 * @param cycle 0 to `cyclesPerEpoch` - 1
 * @param near endings that every other cycle takes one of, if there are any
 */
export function planOf(seed: number, cycle: number, near: readonly string[]): Plan {
  const random = seededRandom(seed * cyclesPerEpoch + cycle)
  const chosen = cycle % 2 === 0 && near.length > 0 ? random.pick(near) : undefined
  const kind = chosen ?? kinds[turnOf(seed * cyclesPerEpoch + cycle)] ?? 'kill'
  const ending = endingOf(kind, random)
  const busyUnloading = ending.is === 'point' && /^(unload|load)/.test(ending.point)
  return {
    ending,
    strangers: random.chance(0.3),
    settleFirst: !(ending.is === 'point' && ending.fromStart) && random.chance(0.7),
    settleAgain: kind === 'empty' || random.chance(0.4),
    touch: kind !== 'empty' && random.chance(0.5),
    storeFailures: random.chance(0.4) ? random.between(1, 2) : 0,
    appendFailures: random.chance(0.3) ? random.between(1, 3) : 0,
    vacating: busyUnloading ? 0.06 : 0.012,
    random,
  }
}

/** Goes round, and each time begins an epoch later: so each kind has its turn in both modes. */
const turnOf = (cycle: number): number => (cycle + cyclesPerEpoch * Math.floor(cycle / kinds.length)) % kinds.length

function endingOf(kind: string, random: Random): Ending {
  switch (kind) {
    case 'kill':
    case 'empty':
      return { is: 'kill', acknowledged: random.between(0, 150), after: random.between(0, 12) }
    case 'failing':
      return { is: 'failing', after: random.between(10, 40) }
    case 'stop':
      return { is: 'stop', after: random.between(30, 150) }
    default:
      return {
        is: 'point',
        point: kind,
        countdown: countdownOf(kind, random),
        fromStart: kind.startsWith('restart') || (/^(load|append|store)/.test(kind) && random.chance(0.3)),
      }
  }
}

/** Often reached places are passed more often before the end; a shutdown comes once. */
function countdownOf(point: string, random: Random): number {
  if (point.startsWith('stop:')) return 1
  if (point.startsWith('restart:')) return random.between(1, 2)
  return /^(append|transaction|acknowledge|broadcast)/.test(point) ? random.between(1, 60) : random.between(1, 3)
}

/**
 * Every failpoint once; between them the other endings; neighbours from different parts of a document's life. A restart has
 * something to store only if the server before it was killed in the middle of writing.
 */
function mixed(): string[] {
  const others = ['failing', 'stop', 'kill', 'failing', 'empty']
  const step = coprime(pointNames.length)
  return pointNames.flatMap((_, index) => {
    const point = pointNames[(index * step) % pointNames.length] ?? 'kill'
    const before = point.startsWith('restart:') ? ['kill'] : []
    const after = index % 2 === 1 ? [others[Math.floor(index / 2) % others.length] ?? 'kill'] : []
    return [...before, point, ...after]
  })
}

function coprime(length: number): number {
  const divides = (a: number, b: number): number => (b === 0 ? a : divides(b, a % b))
  for (let step = Math.floor(length * 0.38) + 1; ; step++) if (divides(step, length) === 1) return step
}
