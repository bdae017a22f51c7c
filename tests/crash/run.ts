// `npm run test:crash -- --cycles 1000 --seed N --plant NAME`
import { parseArgs } from 'node:util'
import { campaign } from './campaign.ts'
import { plants } from './instrumentation.ts'
import { misplaced } from './rewrite.ts'
import { stopScenarios } from './stop-scenario.ts'

const { values } = parseArgs({
  options: {
    cycles: { type: 'string', default: '100' },
    seed: { type: 'string' },
    plant: { type: 'string' },
    /** The shutdowns with a store that hangs or throws, instead of the cycles. */
    stops: { type: 'boolean', default: false },
    quiet: { type: 'boolean', default: false },
  },
})

const seed = values.seed === undefined ? Math.floor(Math.random() * 2 ** 31) : Number(values.seed)
const { plant, quiet } = values
if (plant !== undefined && !plants.some(({ name }) => name === plant)) {
  throw new Error(`There is no planted bug named ${plant}; there are: ${plants.map(({ name }) => name).join(', ')}`)
}
const problems = misplaced()
if (problems.length > 0) {
  console.log(`The source has changed: adapt tests/crash/instrumentation.ts.\n  ${problems.join('\n  ')}`)
  process.exit(3)
}
try {
  process.exitCode = values.stops ? await runStops() : await runCycles()
} catch (error) {
  console.log(error instanceof Error ? error.message : error)
  process.exit(3)
}

async function runCycles(): Promise<number> {
  const started = performance.now()
  console.log(`seed ${seed}${plant === undefined ? '' : `, planted: ${plant}`}`)
  const cycles = Number(values.cycles)
  const outcome = await campaign({ seed, cycles, plant, say: quiet ? () => {} : (line) => console.log(line) })
  const seconds = ((performance.now() - started) / 1_000).toFixed(1)
  const { edits, acknowledged, failure, points } = outcome
  console.log(`${outcome.cycles} cycles in ${seconds} s: ${edits} edits, ${acknowledged} acknowledged`)
  if (failure !== undefined) {
    const shown = failure.problems.slice(0, 20)
    console.log(`FAILED: ${failure.problems.length} problems\n  ${shown.join('\n  ')}`)
    const again = `--seed ${failure.seed} --cycles ${failure.cycles}${plant === undefined ? '' : ` --plant ${plant}`}`
    console.log(`Again: npm run test:crash -- ${again}\nThe server's files: ${failure.folder}`)
    return 1
  }
  const idle = [...points].filter(([, { armed, reached }]) => armed >= 5 && reached === 0).map(([name]) => name)
  if (idle.length === 0) return 0
  console.log(`FAILED: failpoints that were never reached, so nothing was tested there: ${idle.join(', ')}`)
  return 2
}

async function runStops(): Promise<number> {
  const wrong = await stopScenarios({ seed, plant })
  console.log(wrong.length === 0 ? 'stops: all well' : `FAILED (seed ${seed}):\n  ${wrong.join('\n  ')}`)
  return wrong.length === 0 ? 0 : 1
}
