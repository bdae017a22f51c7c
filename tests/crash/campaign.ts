import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { checkDurable } from './check-durable.ts'
import { checkStored } from './check-stored.ts'
import { readKilledDisk, type Disk } from './disk.ts'
import { plants } from './instrumentation.ts'
import { live, type Course, type World } from './life.ts'
import { Network } from './observed-socket.ts'
import { cyclesPerEpoch, modeOf, planOf, type Plan } from './plan.ts'
import { seededRandom } from './random.ts'
import { Recorder, type DocumentRecord } from './recorder.ts'
import { ServerHandle } from './server-handle.ts'
import { Writer } from './writer.ts'

export interface CampaignOptions {
  readonly seed: number
  readonly cycles: number
  readonly plant: string | undefined
  readonly say: (line: string) => void
}

export interface Failure {
  /** Seed of the epoch, with which it can be had again in `cycles` cycles. */
  readonly seed: number
  readonly cycles: number
  readonly problems: readonly string[]
  /** What is left of the server's files. */
  readonly folder: string
}

export interface Outcome {
  readonly cycles: number
  readonly edits: number
  readonly acknowledged: number
  /** How often each failpoint was armed, and reached. */
  readonly points: ReadonlyMap<string, { armed: number; reached: number }>
  readonly failure: Failure | undefined
}

const documents = ['alpha', 'beta', 'gamma', 'ünï cødé/ü', '__proto__']
const clients = 10

/** Kills servers until there were enough of them, or something is wrong. */
export async function campaign(options: CampaignOptions): Promise<Outcome> {
  const points = new Map<string, { armed: number; reached: number }>()
  const totals = { cycles: 0, edits: 0, acknowledged: 0 }
  for (let seed = options.seed; totals.cycles < options.cycles; seed++) {
    const cycles = Math.min(cyclesPerEpoch, options.cycles - totals.cycles)
    const epoch = new Epoch(seed, options, points)
    const failure = await epoch.run(cycles)
    totals.cycles += epoch.cycles
    totals.edits += epoch.edits
    totals.acknowledged += epoch.acknowledged
    if (failure !== undefined) return { ...totals, points, failure }
  }
  return { ...totals, points, failure: undefined }
}

/** Some lives of a server on the same files, with the same documents and clients. */
class Epoch {
  cycles = 0
  readonly #seed: number
  readonly #options: CampaignOptions
  readonly #points: Map<string, { armed: number; reached: number }>
  readonly #recorder = new Recorder()
  readonly #writer: Writer
  readonly #network: Network

  constructor(seed: number, options: CampaignOptions, points: Map<string, { armed: number; reached: number }>) {
    this.#seed = seed
    this.#options = options
    this.#points = points
    this.#network = new Network(this.#recorder)
    this.#writer = new Writer(this.#network, seededRandom(~seed >>> 0), documents)
  }

  get edits(): number {
    return this.#recorder.documents().reduce((sum, { operations }) => sum + operations.length, 0)
  }

  get acknowledged(): number {
    return this.#recorder.acknowledged
  }

  async run(cycles: number): Promise<Failure | undefined> {
    const folder = await mkdtemp(join(tmpdir(), 'crochet-crash-'))
    const { plant } = this.#options
    const world: World = {
      folder,
      mode: modeOf(this.#seed),
      network: this.#network,
      writer: this.#writer,
      // With a planted bug there may be no end to the waiting, and nobody wants to see it.
      patience: plant === undefined ? 10_000 : 4_000,
    }
    this.#writer.populate(clients)
    let next = new ServerHandle(plant)
    let problems: readonly string[] = []
    while (this.cycles < cycles && problems.length === 0) {
      const server = next
      if (this.cycles + 1 < cycles) next = new ServerHandle(plant)
      problems = await this.#cycle(server, world)
      this.cycles++
    }
    for (const client of this.#writer.clients) client.leave()
    next.kill('SIGKILL')
    await next.ended
    if (problems.length > 0) return { seed: this.#seed, cycles: this.cycles, problems, folder }
    await rm(folder, { recursive: true, force: true })
    return undefined
  }

  async #cycle(server: ServerHandle, world: World): Promise<readonly string[]> {
    const near = plants.find(({ name }) => name === this.#options.plant)?.near ?? []
    const plan = planOf(this.#seed, this.cycles, near)
    const since = performance.now()
    const before = this.#recorder.acknowledged
    const course = await live(server, plan, world)
    this.#count(plan, course)
    const disk = readKilledDisk(world.folder, world.mode, join(world.folder, `killed-${this.cycles}`))
    const records = this.#recorder.documents()
    const problems = [
      ...course.problems,
      ...checkEnding(plan, course, server),
      ...disk.problems,
      ...records.flatMap((record) => checkDurable(record, disk.durable.get(record.name))),
      ...(isCleanStop(course) ? checkStoredAtStop(records, disk, since) : []),
    ]
    if (problems.length > 0 && server.complaints !== '')
      problems.push(`the server said last:\n${lastLines(server.complaints)}`)
    await rm(join(world.folder, `killed-${this.cycles}`), { recursive: true, force: true })
    const took = Math.round(performance.now() - since)
    const acknowledged = this.#recorder.acknowledged - before
    this.#options.say(
      `${this.#seed}/${this.cycles} ${world.mode} ${describe(plan, course)}: ${acknowledged} acknowledged, ${took} ms`,
    )
    this.#writer.editSome()
    return problems
  }

  #count({ ending }: Plan, course: Course): void {
    if (ending.is !== 'point') return
    const count = this.#points.get(ending.point) ?? { armed: 0, reached: 0 }
    count.armed++
    if (course.ending.reached === ending.point) count.reached++
    this.#points.set(ending.point, count)
  }
}

const lastLines = (text: string): string => text.trimEnd().split('\n').slice(-15).join('\n')

const isCleanStop = ({ ending }: Course): boolean => ending.code === 0

function checkEnding(plan: Plan, { ending, stopping }: Course, server: ServerHandle): string[] {
  const said = lastLines(server.complaints)
  if (plan.ending.is === 'stop' && stopping !== undefined && (ending.code !== 0 || stopping > 10_000)) {
    return [`SIGTERM: ended with ${ending.code ?? ending.signal} after ${Math.round(stopping)} ms:\n${said}`]
  }
  const killed = ending.signal === 'SIGKILL'
  const stopped = stopping !== undefined && ending.code === 0
  return killed || stopped ? [] : [`the server ended by itself with ${ending.code ?? ending.signal}:\n${said}`]
}

function describe({ ending }: Plan, course: Course): string {
  if (ending.is !== 'point') return ending.is
  return `${ending.point} ${course.ending.reached === undefined ? 'not reached' : `x ${ending.countdown}`}`
}

/**
 * Whoever stops in order stores what was edited. What an earlier process left unstored may be left again by one that is stopped
 * before its turn has come: the journal knows of it.
 */
function checkStoredAtStop(records: readonly DocumentRecord[], disk: Disk, since: number): string[] {
  const edited = ({ operations }: DocumentRecord): boolean =>
    operations.some(({ acknowledgedAt }) => acknowledgedAt !== undefined && acknowledgedAt >= since)
  return records.filter(edited).flatMap((record) => checkStored(record, disk, since))
}
