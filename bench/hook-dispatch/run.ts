/**
 * What does a dispatch cost, by hand, in Crochet, and in the hook engines of others?
 *
 * Options: `--runs=N` processes for each scenario (default 3), `--quick` a short look that writes no results.
 */
import { execFile } from 'node:child_process'
import { join } from 'node:path'
import { parseArgs, promisify } from 'node:util'
import { machineNotes } from '../machine.ts'
import { publish } from '../publish.ts'
import { report } from './report.ts'
import { Results, type Run } from './results.ts'
import type { Readings } from './rounds.ts'
import { scenarios } from './scenarios.ts'

const { values: options } = parseArgs({
  options: { runs: { type: 'string', default: '3' }, quick: { type: 'boolean', default: false } },
})
const runs = options.quick ? 1 : Number(options.runs)
const rounds = options.quick ? 3 : 7
// Processor time is counted in steps of some milliseconds: rounds must be long beside them.
const length = options.quick ? 20 : 120

const machine = machineNotes()
const done: Run[] = []
for (let run = 1; run <= runs; run++) {
  for (const { name } of scenarios) {
    process.stderr.write(`run ${run} of ${runs}: ${name}\n`)
    done.push({ scenario: name, readings: await measure(name) })
  }
}

await publish({
  name: 'hook-dispatch',
  question: 'What does running handlers cost: by hand, in Crochet, and in the hook engines of others?',
  machine,
  body: `${report(new Results(done))}\n\n## Method\n${method()}`,
  data: { runs, rounds, length, unit: 'ns of processor time per dispatch', readings: done },
  write: !options.quick,
})

/** Measures one scenario in a process of its own, so that none inherits what V8 learnt from another. */
async function measure(scenario: string): Promise<Readings> {
  const file = join(import.meta.dirname, 'process.ts')
  // All collection of garbage in the thread that is measured; a young generation that keeps its largest size, because left
  // alone it shrinks with every collection between rounds.
  const flags = ['--expose-gc', '--single-threaded-gc', '--min-semi-space-size=16', '--conditions=crochet-source']
  const { stdout } = await promisify(execFile)(process.execPath, [...flags, file, scenario, `${rounds}`, `${length}`], {
    maxBuffer: 2 ** 26,
  })
  return JSON.parse(stdout) as Readings
}

function method(): string {
  return [
    `${runs} processes for each scenario; in each, ${rounds} rounds of about ${length} ms of every contender, in turns (A B C, B C A, …).`,
    'Ratios and differences compare figures of the same round; what is printed is the median over the rounds of a process, then',
    'over the processes. Handlers add to a counter, each has a source of its own, and the counter is checked after every round.',
    'Before anything is measured, every engine dispatches 27 other hooks with 0 to 8 handlers. Garbage is collected between rounds.',
    'Times are processor time of the one thread that does all the work, collection of garbage included (`--single-threaded-gc`):',
    'on a quiet machine that is the time on the clock; on a shared one it leaves out waiting for a core that others use.',
    'The event loop turns every 1,000 dispatches. Engines that return a promise only if a handler did are awaited only then.',
  ].join('\n')
}
