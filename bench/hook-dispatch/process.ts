/** One process of the benchmark: measures the scenario that its first argument names and prints its readings as JSON. */
import { generateHandlers } from './handlers.ts'
import { measureInTurns } from './rounds.ts'
import { scenarios } from './scenarios.ts'

const [name, rounds, length] = process.argv.slice(2)
const scenario = scenarios.find((candidate) => candidate.name === name)
if (scenario === undefined) throw new Error(`there is no scenario "${name}"`)

const handlers = await generateHandlers()
const readings = await measureInTurns(await scenario.contenders(handlers), {
  rounds: Number(rounds),
  length: Number(length),
  calls: handlers.calls,
})
process.stdout.write(JSON.stringify(readings))
