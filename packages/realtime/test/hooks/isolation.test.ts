import { afterAll, beforeAll, expect, test } from 'vitest'
import { hookNames, type HookName } from '../../src/hooks/hook-points.ts'
import { faults, type Fault } from './faults.ts'
import { provoke } from './provocation.ts'
import { culprit, Scene } from './scene.ts'

const unhandled: unknown[] = []
const note = (reason: unknown): void => void unhandled.push(reason)
beforeAll(() => void process.on('unhandledRejection', note).on('uncaughtException', note))
afterAll(() => void process.off('unhandledRejection', note).off('uncaughtException', note))

/** Hooks whose failure concerns nobody, or the connection of a client only after all it has to say. */
const harmless: ReadonlySet<HookName> = new Set<HookName>([
  'onConfigure',
  'onListen',
  'onRequest',
  'connected',
  'afterLoadDocument',
  'afterHandleMessage',
  'beforeHandleAwareness',
  'onAwarenessUpdate',
  'onChange',
  'onStoreDocument',
  'afterStoreDocument',
  'onStateless',
  'beforeBroadcastStateless',
  'onDisconnect',
  'beforeUnloadDocument',
  'afterUnloadDocument',
  'onDestroy',
])

/** Hooks that the server waits for while it does what opening the document, or ending, waits for. */
const awaited: ReadonlySet<HookName> = new Set<HookName>([
  'onCreateDocument',
  'onLoadDocument',
  'afterLoadDocument',
  'onStoreDocument',
  'onDestroy',
])

/** Whether it takes a deadline to end the handler, which is then reported. */
const isEndless = (hook: HookName, { pends, repeats }: Fault): boolean =>
  pends === true || (repeats === true && awaited.has(hook))

/** Whether somebody has to hear of it. To throw nothing in particular is how two hooks say "I have taken care of it". */
const isFailure = (hook: HookName, fault: Fault): boolean =>
  isEndless(hook, fault) ||
  (fault.fails === true && !(fault.quiet === true && (hook === 'onRequest' || hook === 'onUpgrade')))

/** Whether the document that the handler misbehaves about is to work on as well. What waits for a deadline holds it up. */
const isHarmless = (hook: HookName, fault: Fault): boolean =>
  !isEndless(hook, fault) && harmless.has(hook) && !(hook === 'onConfigure' && (fault.fails ?? fault.loops) === true)

const cells = hookNames.flatMap((hook) => faults.map((fault) => ({ hook, fault, title: fault.title })))

test.for(cells)('$hook that $title', async ({ hook, fault }) => {
  await using scene = await Scene.open(hook, fault)
  await provoke(scene)
  await scene.goodWorksOn()
  if (isEndless(hook, fault) && hook !== 'onDestroy') await scene.passDeadline()
  if (isFailure(hook, fault) && hook !== 'onDestroy') await scene.reports.named(hook, culprit)
  await scene.goodWorksOn()
  if (isHarmless(hook, fault)) await scene.badIsAnswered()
  await scene.end()
  if (isFailure(hook, fault)) await scene.reports.named(hook, culprit)
  const { texts, acknowledged, good, typed } = await scene.saved()
  expect(texts).toEqual(expect.arrayContaining(acknowledged))
  expect(acknowledged).toEqual(expect.arrayContaining(isHarmless(hook, fault) ? ['first', 'second'] : []))
  expect(good).toBe(typed)
  expect(({} as { polluted?: boolean }).polluted).toBeUndefined()
  expect(unhandled.splice(0)).toEqual([])
})
