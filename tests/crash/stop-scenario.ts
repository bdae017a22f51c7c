import { mkdtempDisposable } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as pause } from 'node:timers/promises'
import { checkDurable } from './check-durable.ts'
import { readKilledDisk } from './disk.ts'
import { storing, stopServer, type World } from './life.ts'
import { Network } from './observed-socket.ts'
import { seededRandom } from './random.ts'
import { Recorder } from './recorder.ts'
import type { Mode } from './server-process.ts'
import { ServerHandle } from './server-handle.ts'
import { settle } from './settle.ts'
import { Writer } from './writer.ts'

interface Options {
  readonly seed: number
  readonly plant: string | undefined
}

/** What `onStoreDocument` does when the server is to end. */
const faults = ['hangs', 'throws'] as const
const modes: readonly Mode[] = ['store', 'ahead']

/**
 * SIGTERM under load while nothing can be stored: within ten seconds, code 0, nothing acknowledged is lost; and what could
 * not be stored is stored after the next start.
 *
 * @returns what is wrong, a line each
 */
export async function stopScenarios(options: Options): Promise<string[]> {
  const scenarios = faults.flatMap((fault) => modes.map((mode) => ({ ...options, fault, mode })))
  const problems = await Promise.all(scenarios.map(stopScenario))
  return scenarios.flatMap(({ fault, mode }, index) =>
    (problems[index] ?? []).map((problem) => `a store that ${fault}, mode ${mode}: ${problem}`),
  )
}

async function stopScenario(scenario: Options & { fault: (typeof faults)[number]; mode: Mode }): Promise<string[]> {
  const { seed, plant, fault, mode } = scenario
  await using folder = await mkdtempDisposable(join(tmpdir(), 'crochet-stop-'))
  const recorder = new Recorder()
  const network = new Network(recorder)
  const writer = new Writer(network, seededRandom(seed), ['alpha', 'beta', 'gamma'])
  const world: World = { folder: folder.path, mode, network, writer, patience: 10_000 }
  writer.populate(6)

  const first = new ServerHandle(plant)
  network.up((await first.start(folder.path, mode, network.path)) ?? 0)
  writer.start(0)
  await pause(200)
  await (fault === 'hangs' ? first.hang() : first.arm(storing, { action: 'throw', times: Infinity }))
  await pause(100)
  const took = await stopServer(first)
  first.kill('SIGKILL')
  const { code } = await first.ended
  await Promise.all([writer.stop(), network.down()])

  const disk = readKilledDisk(folder.path, mode, join(folder.path, 'killed'))
  const problems = [
    ...(code === 0 && took <= 10_000 ? [] : [`ended with ${code} after ${Math.round(took)} ms: ${first.complaints}`]),
    ...disk.problems,
    ...recorder.documents().flatMap((record) => checkDurable(record, disk.durable.get(record.name))),
  ]
  if (recorder.acknowledged === 0) problems.push('nothing was acknowledged, so nothing was tested')
  if (problems.length === 0) problems.push(...(await startAgain(world, plant)))
  for (const client of writer.clients) client.leave()
  return problems
}

/** Nobody of before comes back: what is stored now comes from the journal. */
async function startAgain(world: World, plant: string | undefined): Promise<string[]> {
  const { network, writer, folder, mode } = world
  await writer.replaceAll()
  const second = new ServerHandle(plant)
  network.up((await second.start(folder, mode, network.path)) ?? 0)
  const problems = await settle({ ...world, since: performance.now(), over: () => second.over })
  if (second.over) problems.push(`the next start failed: ${second.complaints}`)
  second.kill('SIGKILL')
  await second.ended
  await network.down()
  return problems.map((problem) => `after the next start: ${problem}`)
}
