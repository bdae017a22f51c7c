import fc from 'fast-check'
import { expect, test } from 'vitest'
import type { HookModule, LoadOrder, ModuleError, ModuleSettings } from '../src/index.ts'
import { load, Project } from './project.ts'

interface Node {
  readonly name: string
  readonly needs: readonly string[]
  /** Turns of the event loop its `initialize` takes. */
  readonly turns: number
}

/** A graph without circles: each module depends on some of those that were drawn before it. Names are drawn at random. */
const graphs = fc.uniqueArray(fc.stringMatching(/^[a-z]{1,4}$/), { minLength: 1, maxLength: 12 }).chain((names) =>
  fc.tuple(
    ...names.map((name, index) =>
      fc.record({
        name: fc.constant(name),
        needs: fc.subarray(names.slice(0, index)),
        turns: fc.integer({ min: 0, max: 4 }),
      }),
    ),
  ),
)

const settingsOf = (nodes: readonly Node[], events: string[]): Record<string, ModuleSettings> =>
  Object.fromEntries(
    nodes.map(({ name, needs, turns }) => {
      const module: HookModule = {
        dependencies: needs,
        async initialize() {
          events.push(`+${name}`)
          for (let turn = 0; turn < turns; turn++) await new Promise((resolve) => setImmediate(resolve))
          events.push(name)
        },
        destroy: () => void events.push(`-${name}`),
      }
      return [name, { module }]
    }),
  )

test('any graph starts each module after its dependencies, destroys it before them, in an order that depends on names alone', async () => {
  await using project = await Project.with({})
  await fc.assert(
    fc.asyncProperty(graphs, fc.infiniteStream(fc.nat()), async (nodes, random) => {
      const events: string[] = []
      const { set } = await load(project, { settings: settingsOf(nodes, events) })
      await set.initialize()
      await set.destroy()
      expect(events).toHaveLength(nodes.length * 3)
      for (const { name, needs } of nodes) {
        for (const need of needs) {
          expect(events.indexOf(`+${name}`)).toBeGreaterThan(events.indexOf(need))
          expect(events.indexOf(`-${name}`)).toBeLessThan(events.indexOf(`-${need}`))
        }
      }

      const order = set.report().modules.map((module) => module.name)
      expect(order).toEqual(
        events
          .slice(-nodes.length)
          .map((event) => event.slice(1))
          .toReversed(),
      )
      const shuffled = nodes
        .map((node) => ({ node: { ...node, needs: node.needs.toReversed(), turns: 0 }, key: random.next().value }))
        .toSorted((a, b) => a.key - b.key)
        .map(({ node }) => node)
      const again = await load(project, { settings: settingsOf(shuffled, []) })
      await again.set.initialize()
      expect(again.set.report().modules.map((module) => module.name)).toEqual(order)
    }),
    { numRuns: 100 },
  )
})

test('any graph with a circle is refused, and the path printed is a circle of it', async () => {
  await using project = await Project.with({})
  await fc.assert(
    fc.asyncProperty(graphs, fc.nat(), async (nodes, pick) => {
      // The first module is made to depend on one that depends on it, directly or through others: itself, if there is none.
      const first = nodes[0]!
      const reaching = nodes.filter((node) => node === first || node.needs.includes(first.name))
      const target = reaching[pick % reaching.length]!
      const circular = nodes.map((node) => (node === first ? { ...node, needs: [target.name] } : node))
      const error = await load(project, { settings: settingsOf(circular, []) }).then(
        () => undefined,
        (thrown) => thrown,
      )
      expect(error).toMatchObject({ code: 'MODULE_DEPENDENCY_CYCLE' })
      expect(error.path.at(0)).toBe(error.path.at(-1))
      for (const [index, name] of error.path.slice(0, -1).entries()) {
        expect(circular.find((node) => node.name === name)?.needs).toContain(error.path[index + 1])
      }
    }),
    { numRuns: 100 },
  )
})

/** Lists of `load`, drawn from the names: each name in at most one of them. */
const pinsFor = (nodes: readonly Node[]): fc.Arbitrary<Required<LoadOrder>> =>
  fc.shuffledSubarray(nodes.map(({ name }) => name)).chain((names) =>
    fc
      .tuple(fc.nat(names.length), fc.nat(names.length))
      .map(([a, b]) => [Math.min(a, b), Math.max(a, b)] as const)
      .map(([first, second]) => ({
        before: names.slice(0, first),
        order: names.slice(first, second),
        after: names.slice(second),
      })),
  )

/** All that a module needs, directly or not. */
function needsOf(nodes: readonly Node[], names: readonly string[]): Set<string> {
  const found = new Set<string>()
  const visit = (name: string): void => {
    if (found.has(name)) return
    found.add(name)
    for (const need of nodes.find((node) => node.name === name)?.needs ?? []) visit(need)
  }
  for (const name of names) visit(name)
  return found
}

test('any graph with any `load` is started in an order that keeps both, or refused with a path that shows the contradiction', async () => {
  await using project = await Project.with({})
  let refused = 0
  await fc.assert(
    fc.asyncProperty(
      graphs.chain((nodes) => fc.tuple(fc.constant(nodes), pinsFor(nodes))),
      async ([nodes, pins]) => {
        const events: string[] = []
        const chain = [...pins.before, ...pins.order, ...pins.after]
        const booting = load(project, { settings: { settings: settingsOf(nodes, events), load: pins } })
        // By hand: it can be done unless one of the chain needs a later one.
        const contradicts = chain.some((name, index) =>
          chain.slice(index + 1).some((later) => needsOf(nodes, [name]).has(later)),
        )
        const error: ModuleError | undefined = await booting.then(
          () => undefined,
          (thrown) => thrown,
        )
        expect(error?.code).toBe(contradicts ? 'MODULE_LOAD_ORDER' : undefined)
        expect(error?.path.at(0)).toBe(error?.path.at(-1))
        if (contradicts) return void refused++
        const { set } = await booting
        await set.initialize()
        const isBefore = (earlier: string, later: string): void =>
          expect(events.indexOf(earlier), `${earlier} before ${later}`).toBeLessThan(events.indexOf(`+${later}`))
        for (const { name, needs } of nodes) for (const need of needs) isBefore(need, name)
        for (const [index, name] of chain.entries()) if (index > 0) isBefore(chain[index - 1] ?? '', name)
        const free = nodes.map(({ name }) => name).filter((name) => !chain.includes(name))
        for (const name of free) {
          if (!needsOf(nodes, pins.before).has(name)) for (const one of pins.before) isBefore(one, name)
          const isBehind = pins.after.some((one) => needsOf(nodes, [name]).has(one))
          if (!isBehind) for (const one of pins.after) isBefore(name, one)
        }
      },
    ),
    { numRuns: 100 },
  )
  expect(refused).toBeLessThan(100)
})

test('in any graph every module starts in the very turn in which the last one it needs has ended: independent ones side by side', async () => {
  await using project = await Project.with({})
  await fc.assert(
    fc.asyncProperty(graphs, async (nodes) => {
      const turns = nodes.map((node) => ({ ...node, turns: node.turns + 1 }))
      let turn = 0
      const began = new Map<string, number>()
      const ended = new Map<string, number>()
      const settings = Object.fromEntries(
        turns.map(({ name, needs, turns: takes }) => {
          const module: HookModule = {
            dependencies: needs,
            async initialize() {
              began.set(name, turn)
              for (let left = takes; left > 0; left--) await new Promise((resolve) => setImmediate(resolve))
              ended.set(name, turn)
            },
          }
          return [name, { module }]
        }),
      )
      const { set } = await load(project, { settings })
      let isDone = false
      const count = (): void => {
        turn++
        if (!isDone) setImmediate(count)
      }
      const done = set.initialize()
      setImmediate(count)
      await done
      isDone = true
      for (const { name, needs } of nodes) {
        const latest = Math.max(0, ...needs.map((need) => ended.get(need) ?? 0))
        expect((began.get(name) ?? 0) - latest, `${name} waited longer than it had to`).toBeLessThanOrEqual(1)
      }
    }),
    { numRuns: 100 },
  )
})
