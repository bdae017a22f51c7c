import { seededRandom, type Random } from '../crash/random.ts'
import { roles, type Role } from './accounts.ts'
import { clientEdits, type ClientEdit } from './client-edits.ts'
import type { Person } from './client.ts'
import { closedEditNames, type ClosedEdit } from './closed-edits.ts'
import { writerEdits, type WriterEdit } from './writer-edits.ts'
import type { DoorName } from './writers.ts'

/** What happens next. All that is random in it comes from its own seed, so that it is the same when others are left out. */
export type Step =
  | { readonly by: 'client'; readonly client: number; readonly does: ClientEdit | ClosedEdit; readonly seed: number }
  | WriterStep
  | { readonly by: 'link'; readonly client: number; readonly does: 'drop' | 'offline' | 'online' | 'replace' | 'save' }
  | { readonly by: 'server'; readonly does: 'stop' | 'kill' }
  /** Somebody writes, goes as soon as that is acknowledged, and so does the server. */
  | { readonly by: 'last word'; readonly does: 'kill'; readonly seed: number }
  /** The changer is given another one. */
  | { readonly by: 'role'; readonly does: Role }
  /** Everybody waits until what is under way is done. */
  | { readonly by: 'all'; readonly does: 'rest' }

export interface WriterStep {
  readonly by: DoorName
  readonly does: WriterEdit | 'append'
  readonly seed: number
}

/** A history: who there is, and what they do. */
export interface Plan {
  readonly seed: number
  /** The first one is an editor. */
  readonly clients: readonly Person[]
  /** Whether the server has a process of its own, which is killed. */
  readonly ownProcess: boolean
  readonly steps: readonly Step[]
}

/** Every so many histories have a server of their own, which is killed. */
export const killedEvery = 20

const often: readonly ClientEdit[] = ['type', 'type', 'type', 'type', 'type', 'erase', 'addRow', 'paragraph', 'value']
const allOf = <T extends string>(edits: Record<T, unknown>): readonly T[] => Object.keys(edits) as T[]
const asThemselves = allOf(writerEdits)
const asCode = asThemselves.filter((edit) => edit !== 'overreach')

/** Those who may do less than editors write where they may not as often as anywhere else. */
const others: readonly Person['account'][] = ['editor', 'editor', 'nobody', 'writer', 'writer', 'changer', 'reader']

/** Through these doors nobody can say what was read. */
const blind: readonly WriterStep['does'][] = ['append', 'values', 'phone', 'overreach']

/** @param seed gives the same history each time; the moments of an event loop are its own */
export function planOf(seed: number): Plan {
  const random = seededRandom(seed)
  const ownProcess = seed % killedEvery === 0
  const clients = Array.from({ length: random.between(1, 4) }, (_, index) => ({
    account: index === 0 ? 'editor' : random.pick(others),
    isPlain: random.chance(0.4),
  }))
  const length = random.between(4, 26)
  const steps = Array.from({ length }, () => stepOf(random, clients, ownProcess))
  if (!ownProcess) return { seed, clients, ownProcess, steps }
  const ends = Array.from({ length: random.between(1, 2) }, () => random.between(1, length))
  for (const at of ends) steps.splice(at, 0, endOf(random))
  return { seed, clients, ownProcess, steps }
}

function endOf(random: Random): Step {
  if (random.chance(0.4)) return { by: 'last word', does: 'kill', seed: random.between(0, 2 ** 31) }
  return { by: 'server', does: random.chance(0.75) ? 'kill' : 'stop' }
}

function stepOf(random: Random, clients: readonly Person[], ownProcess: boolean): Step {
  const seed = random.between(0, 2 ** 31)
  const client = random.between(0, clients.length - 1)
  const lot = random.between(0, 99)
  if (lot < 60) return { by: 'client', client, does: editOf(random, clients[client]), seed }
  if (lot < 70) return { by: 'rest', does: random.pick(random.chance(0.4) ? ['type'] : asThemselves), seed }
  if (lot < 76) return { by: 'bulk', does: random.pick(['append', ...asThemselves]), seed }
  if (lot < 79) return { by: 'graphql', does: random.pick(blind), seed }
  if (lot < 84) return { by: random.pick(['local', 'job']), does: random.pick(['append', 'append', ...asCode]), seed }
  if (lot < 91) return { by: 'link', client, does: random.pick(['drop', 'offline', 'online', 'replace', 'save']) }
  if (lot < 95 && clients.some(({ account }) => account === 'changer')) return { by: 'role', does: random.pick(roles) }
  if (lot < 98 || ownProcess || !random.chance(0.2)) return { by: 'all', does: 'rest' }
  return { by: 'server', does: 'stop' }
}

function editOf(random: Random, person: Person | undefined): ClientEdit | ClosedEdit {
  const isEditor = person?.account === 'editor'
  if (random.chance(isEditor ? 0.1 : 0.3)) return random.pick(closedEditNames)
  return random.pick(random.chance(0.5) ? often : allOf(clientEdits))
}

export const describe = (step: Step): string => {
  const who = 'client' in step ? `${step.by} ${step.client}` : step.by
  return `${who}: ${step.does}${'seed' in step ? ` (${step.seed})` : ''}`
}
