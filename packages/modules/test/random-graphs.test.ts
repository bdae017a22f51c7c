import fc from 'fast-check'
import { expect, test } from 'vitest'
import type { HookModule, ModuleSettings } from '../src/index.ts'
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
