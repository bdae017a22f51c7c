import { spawn } from 'node:child_process'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { plants, pointNames } from './instrumentation.ts'
import { cyclesPerEpoch, modeOf, planOf } from './plan.ts'
import { misplaced } from './rewrite.ts'

const cycles = 30
/** Cycles within which a planted bug must be found. */
const bound = 40
/** Something is missing, and not only slow. */
const evidence =
  /was acknowledged, and|was told of|was found on disk|the journal and|was never stored|follows entry|further than it is/
/** Waiting for a lane counts, too. */
const timeout = 400_000

test('every failpoint and every planted bug has its place in the source', () => {
  expect(misplaced()).toEqual([])
})

test('every failpoint has its turn in both modes of the journal', () => {
  const turns = new Set<string>()
  for (let seed = 0; seed < 40; seed++) {
    for (let cycle = 0; cycle < cyclesPerEpoch; cycle++) {
      const { ending } = planOf(seed, cycle, [])
      if (ending.is === 'point') turns.add(`${modeOf(seed)} ${ending.point}`)
    }
  }
  expect([...turns].toSorted()).toEqual(pointNames.flatMap((name) => [`ahead ${name}`, `store ${name}`]).toSorted())
})

describe.concurrent('a server that is killed', { timeout }, () => {
  test(`loses nothing acknowledged in ${cycles} cycles`, async ({ onTestFailed }) => {
    const { code, output } = await harness('--cycles', `${cycles}`, '--seed', `${anySeed()}`)
    onTestFailed(() => console.log(output))
    expect(code).toBe(0)
  })

  test('ends in time after SIGTERM when storing hangs or throws, and stores after the next start', async ({
    onTestFailed,
  }) => {
    const { code, output } = await harness('--stops', '--seed', `${anySeed()}`)
    onTestFailed(() => console.log(output))
    expect(code).toBe(0)
  })
})

describe.concurrent('the harness finds the planted bug', { timeout }, () => {
  test.for(plants.map(({ name }) => name))('%s', async (plant, { onTestFailed }) => {
    const seed = `${anySeed()}`
    const { output } = await harness('--cycles', `${bound}`, '--seed', seed, '--plant', plant)
    onTestFailed(() => console.log(output))
    expect(output).toMatch(/^FAILED: \d+ problems/m)
    expect(output).toMatch(evidence)
    expect(output).not.toMatch(/the server ended by itself/)
  })
})

/** `CROCHET_SEED` repeats a run; the seed is in the output of what failed. */
function anySeed(): number {
  return Number(process.env['CROCHET_SEED'] ?? Math.floor(Math.random() * 2 ** 31))
}

const lanes = [Promise.resolve(), Promise.resolve()]
let next = 0

/** Two at a time: more would only wait for each other. */
function harness(...args: string[]): Promise<{ code: number | null; output: string }> {
  const lane = next++ % lanes.length
  const run = (lanes[lane] ?? Promise.resolve()).then(() => runHarness(args))
  lanes[lane] = run.then(() => {})
  return run
}

function runHarness(args: readonly string[]): Promise<{ code: number | null; output: string }> {
  const { NODE_OPTIONS: _options, ...env } = process.env
  return new Promise((resolve) => {
    const child = spawn(
      process.execPath,
      ['--conditions=crochet-source', join(import.meta.dirname, 'run.ts'), ...args],
      {
        env,
      },
    )
    let output = ''
    for (const stream of [child.stdout, child.stderr]) stream.on('data', (chunk: Buffer) => (output += String(chunk)))
    child.on('close', (code) => resolve({ code, output }))
  })
}
