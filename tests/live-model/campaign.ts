import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { InProcess, OwnProcess, type Application } from './application.ts'
import { happen } from './history.ts'
import { describe, killedEvery, planOf, type Plan, type Step } from './plan.ts'

export interface CampaignOptions {
  readonly seed: number
  readonly histories: number
  /** Which histories have a server of their own, which is killed. Default: every 20th. */
  readonly kills?: Kills
  /** A history that goes wrong is not made shorter. */
  readonly asItIs?: boolean
  readonly say: (line: string) => void
}

export type Kills = 'never' | 'sometimes' | 'always'

export const isKills = (name: string): name is Kills => name in seeds

/** A history that went wrong, as short as it could be made. */
export interface Failure {
  readonly plan: Plan
  readonly problems: readonly string[]
  /** How many there were before it, and it. */
  readonly after: number
}

/** Histories on the same files, before they begin anew. */
const perFolder = 50
/** Histories that happen at once, each with servers of its own: most of the time they wait. */
const lanes = 3
/** How often a history that went wrong is tried with less, and milliseconds for all of that. */
const attempts = 40
const shrinking = 25_000

/** Lets histories happen until there were enough, or one went wrong. @returns that one */
export async function campaign({
  seed,
  histories,
  say,
  kills = 'sometimes',
  asItIs = false,
}: CampaignOptions): Promise<Failure | undefined> {
  let begun = 0
  let ended = 0
  let failure: Failure | undefined
  const lane = async (): Promise<void> => {
    while (failure === undefined && begun < histories) {
      await using stage = await Stage.open()
      for (let left = perFolder; left > 0 && failure === undefined && begun < histories; left--) {
        const number = begun++
        const plan = planOf(seeds[kills](seed, number))
        const problems = await stage.play(plan)
        if (problems.length > 0) failure ??= { plan, problems, after: ended + 1 }
        if (++ended % perFolder === 0) say(`${ended} of ${histories}`)
      }
    }
  }
  await Promise.all(Array.from({ length: lanes }, lane))
  return failure === undefined || asItIs ? failure : shrink(failure, say)
}

/** The seed of a history, of those that a campaign begins with. Multiples of `killedEvery` kill. */
const seeds: Readonly<Record<Kills, (first: number, number: number) => number>> = {
  sometimes: (first, number) => first + number,
  never: (first, number) => first - (first % killedEvery) + number + Math.floor(number / (killedEvery - 1)) + 1,
  always: (first, number) => (Math.ceil(first / killedEvery) + number) * killedEvery,
}

/** Leaves out what a history goes wrong without. Moments are its own, so each attempt may go right by chance. */
async function shrink(failure: Failure, say: CampaignOptions['say']): Promise<Failure> {
  say(
    `history ${failure.plan.seed} went wrong with ${failure.plan.steps.length} steps: leaving out what it does not need\n${failure.problems.join('\n')}`,
  )
  let shortest = failure
  const until = performance.now() + shrinking
  let left = attempts
  const goesOn = (): boolean => left > 0 && performance.now() < until
  for (let size = Math.ceil(failure.plan.steps.length / 2); size > 0 && goesOn(); size = Math.floor(size / 2)) {
    for (let at = 0; at < shortest.plan.steps.length && goesOn(); left--) {
      const steps = shortest.plan.steps.toSpliced(at, size)
      const plan = { ...shortest.plan, steps }
      await using stage = await Stage.open()
      const problems = await stage.play(plan)
      if (problems.length > 0) shortest = { ...failure, plan, problems }
      else at += size
    }
  }
  return shortest
}

export function tell({ plan, problems, after }: Failure): string {
  const steps = plan.steps.map((step: Step) => `  ${describe(step)}`)
  return [
    `FAILED after ${after} histories: history ${plan.seed}, ${plan.clients.map(({ account, isPlain }) => (isPlain ? `${account} (plain)` : account)).join(', ')}; a server ${plan.ownProcess ? 'of its own' : 'in this process'}`,
    ...steps,
    ...problems.slice(0, 20).map((problem) => `- ${problem}`),
    `Again: npm run test:model -- --seed ${plan.seed} --histories 1`,
  ].join('\n')
}

/** The servers of some histories, and their files. */
class Stage implements AsyncDisposable {
  readonly #folder: string
  readonly #applications = new Map<boolean, Application>()

  private constructor(folder: string) {
    this.#folder = folder
  }

  static async open(): Promise<Stage> {
    return new Stage(await mkdtemp(join(tmpdir(), 'crochet-live-model-')))
  }

  async play(plan: Plan): Promise<string[]> {
    return happen(plan, await this.#application(plan.ownProcess))
  }

  async [Symbol.asyncDispose](): Promise<void> {
    for (const application of this.#applications.values()) await application[Symbol.asyncDispose]()
    await rm(this.#folder, { recursive: true, force: true })
  }

  async #application(ownProcess: boolean): Promise<Application> {
    const known = this.#applications.get(ownProcess)
    if (known !== undefined) return known
    const folder = await mkdtemp(join(this.#folder, 'files-'))
    const made = ownProcess ? new OwnProcess(folder) : new InProcess(folder)
    this.#applications.set(ownProcess, made)
    return made
  }
}
