import { seededRandom, type Random } from '../crash/random.ts'
import { clientEdits, type ClientEdit } from './client-edits.ts'
import { writerEdits, type WriterEdit } from './writer-edits.ts'

/** What happens next. All that is random in it comes from its own seed, so that it is the same when others are left out. */
export type Step =
  | { readonly by: 'client'; readonly client: number; readonly does: ClientEdit; readonly seed: number }
  | { readonly by: 'rest' | 'local'; readonly does: WriterEdit | 'append'; readonly seed: number }
  | { readonly by: 'link'; readonly client: number; readonly does: 'drop' | 'offline' | 'online' | 'replace' | 'save' }
  | { readonly by: 'server'; readonly does: 'stop' | 'kill' }
  /** Everybody waits until what is under way is done. */
  | { readonly by: 'all'; readonly does: 'rest' }

/** A history: who there is, and what they do. */
export interface Plan {
  readonly seed: number
  readonly clients: number
  /** Whether the server has a process of its own, which is killed. */
  readonly ownProcess: boolean
  readonly steps: readonly Step[]
}

/** Every so many histories have a server of their own, which is killed. */
export const killedEvery = 20

const often: readonly ClientEdit[] = ['type', 'type', 'type', 'type', 'type', 'erase', 'addRow', 'paragraph', 'value']
const allOf = <T extends string>(edits: Record<T, unknown>): readonly T[] => Object.keys(edits) as T[]

/**
 * @param seed gives the same history each time; the moments of an event loop are its own
 * @param atRest a server ends only when all that was sent to it is acknowledged
 */
export function planOf(seed: number, atRest: boolean): Plan {
  const random = seededRandom(seed)
  const ownProcess = seed % killedEvery === 0
  const clients = random.between(1, 4)
  const length = random.between(4, 26)
  const steps = Array.from({ length }, () => stepOf(random, clients, ownProcess))
  if (!ownProcess) return { seed, clients, ownProcess, steps }
  const ends = Array.from({ length: random.between(1, 2) }, () => random.between(1, length))
  for (const at of ends) {
    const does = random.chance(0.85) ? 'kill' : 'stop'
    steps.splice(at, 0, ...(atRest ? [{ by: 'all', does: 'rest' } as const] : []), { by: 'server', does })
  }
  return { seed, clients, ownProcess, steps }
}

function stepOf(random: Random, clients: number, ownProcess: boolean): Step {
  const seed = random.between(0, 2 ** 31)
  const client = random.between(0, clients - 1)
  const lot = random.between(0, 99)
  if (lot < 58) {
    return { by: 'client', client, does: random.pick(random.chance(0.5) ? often : allOf(clientEdits)), seed }
  }
  if (lot < 74) return { by: 'rest', does: random.pick(random.chance(0.4) ? ['type'] : allOf(writerEdits)), seed }
  if (lot < 82) return { by: 'local', does: random.pick(['append', 'append', ...allOf(writerEdits)]), seed }
  if (lot < 90) return { by: 'link', client, does: random.pick(['drop', 'offline', 'online', 'replace', 'save']) }
  if (lot < 97 || ownProcess || !random.chance(0.15)) return { by: 'all', does: 'rest' }
  return { by: 'server', does: 'stop' }
}

export const describe = (step: Step): string => {
  const who = 'client' in step ? `${step.by} ${step.client}` : step.by
  return `${who}: ${step.does}${'seed' in step ? ` (${step.seed})` : ''}`
}
