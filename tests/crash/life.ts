import { setTimeout as pause } from 'node:timers/promises'
import type { Plan } from './plan.ts'
import type { Network } from './observed-socket.ts'
import type { Ending, ServerHandle } from './server-handle.ts'
import type { Mode } from './server-process.ts'
import { settle } from './settle.ts'
import type { Writer } from './writer.ts'

/** What outlives the servers. */
export interface World {
  readonly folder: string
  readonly mode: Mode
  readonly network: Network
  readonly writer: Writer
  /** Milliseconds until all must be equal after a disturbance. */
  readonly patience: number
}

/** How a life went. */
export interface Course {
  readonly ending: Ending
  /** Milliseconds from SIGTERM to the end; `undefined` without one. */
  readonly stopping: number | undefined
  readonly problems: readonly string[]
}

interface Life {
  readonly server: ServerHandle
  readonly plan: Plan
  readonly world: World
  /** When it began. */
  readonly since: number
}

/** Milliseconds for a failpoint, or the wanted acknowledgements, to come; then the server is killed wherever it is. */
const patience = 1_200
/** Milliseconds in which a server has to end after SIGTERM, with some more for the harness to notice. */
const stopping = 11_000
const appending = 'append:before-transaction'
export const storing = 'store:during'

/** A life of the server, from its start on what the last one left, to its end. */
export async function live(server: ServerHandle, plan: Plan, world: World): Promise<Course> {
  const { network, writer } = world
  const life: Life = { server, plan, world, since: performance.now() }
  if (plan.strangers) await writer.replaceAll()
  if (plan.ending.is === 'point' && plan.ending.fromStart) await armPoint(life)
  const port = await server.start(world.folder, world.mode, network.path)
  if (port !== undefined) network.up(port)
  const problems = [...(plan.settleFirst ? await look(life) : [])]
  if (plan.settleAgain && problems.length === 0) {
    await writeThenEmptyWhileFailing(life)
    problems.push(...(await look(life)))
  }
  let took: number | undefined
  if (problems.length === 0) took = await writeToTheEnd(life)
  server.kill('SIGKILL')
  const ending = await server.ended
  await Promise.all([writer.stop(), network.down()])
  return { ending, stopping: took, problems }
}

/** Waits until all is equal; the last store before that has to succeed in spite of failures. */
async function look({ server, plan, world, since }: Life): Promise<string[]> {
  if (server.over) return []
  const times = plan.storeFailures
  if (times > 0) await server.arm(storing, { action: 'throw', times })
  if (plan.touch) world.writer.touch()
  return settle({ ...world, since, over: () => server.over })
}

/** Edits that cannot be journalled at once, whose authors have left before it is tried again, and are read by others. */
async function writeThenEmptyWhileFailing({ server, plan, world: { writer } }: Life): Promise<void> {
  const { random, vacating } = plan
  writer.start(vacating)
  await pause(random.between(20, 80))
  await writer.stop()
  // Somebody who is not connected cannot send the last edits.
  const until = performance.now() + patience
  while (!writer.clients.every(({ link }) => link.synced) && performance.now() < until && !server.over) await pause(5)
  await server.arm(appending, { action: 'throw', times: Infinity })
  const emptied = Array.from({ length: 3 }, () => random.pick(writer.names))
  await Promise.all(emptied.map((name) => writer.vacate(name, random.between(20, 160))))
  // Those who come are not answered before the edits are journalled; if they are, it is in this time.
  await pause(random.between(80, 150))
  await server.arm(appending, undefined)
}

/** @returns the milliseconds it took to end after SIGTERM, if it got one */
async function writeToTheEnd(life: Life): Promise<number | undefined> {
  const { server, plan, world } = life
  world.writer.start(plan.vacating)
  if (plan.appendFailures > 0) await server.arm(appending, { action: 'throw', times: plan.appendFailures })
  const { ending } = plan
  switch (ending.is) {
    case 'kill':
      await acknowledgedOrLate(life, ending.acknowledged)
      await pause(ending.after)
      return undefined
    case 'point':
      if (!ending.fromStart) await armPoint(life)
      if (!ending.point.startsWith('stop:')) return void (await endedOrLate(server, patience))
      await pause(plan.random.between(20, 60))
      return stopServer(server)
    case 'failing':
      await server.arm(appending, { action: 'throw', times: Infinity })
      await pause(ending.after)
      world.writer.stir()
      await pause(ending.after + 60)
      return undefined
    case 'stop':
      await pause(ending.after)
      return stopServer(server)
  }
}

async function armPoint({ server, plan: { ending } }: Life): Promise<void> {
  if (ending.is === 'point') await server.arm(ending.point, { action: 'kill', countdown: ending.countdown })
}

/** SIGTERM. @returns the milliseconds until it ended, or until it should have */
export async function stopServer(server: ServerHandle): Promise<number> {
  const asked = performance.now()
  server.kill('SIGTERM')
  await endedOrLate(server, stopping)
  return performance.now() - asked
}

async function acknowledgedOrLate({ server, world }: Life, count: number): Promise<void> {
  const { recorder } = world.network
  const wanted = recorder.acknowledged + count
  const until = performance.now() + patience
  while (recorder.acknowledged < wanted && performance.now() < until && !server.over) await pause(1)
}

async function endedOrLate(server: ServerHandle, milliseconds: number): Promise<void> {
  const late = new AbortController()
  await Promise.race([server.ended, pause(milliseconds, undefined, { signal: late.signal }).catch(() => {})])
  late.abort()
}
