// `node tests/live-model/planted.ts [--seed N] [--histories 200] [NAME…]`: does the model find the faults that are planted?
import { spawn } from 'node:child_process'
import { join } from 'node:path'
import { parseArgs } from 'node:util'
import { plantOf, plants } from './plants.ts'

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: { seed: { type: 'string' }, histories: { type: 'string', default: '200' } },
})
const seed = values.seed ?? String(Math.floor(Math.random() * 2 ** 30))
const wanted = positionals.length === 0 ? plants : positionals.map(plantOf)
let missed = 0
console.log(`seed ${seed}`)
for (const { name, fault, kills = 'never' } of wanted) {
  const output = await run(name, ['--seed', seed, '--histories', values.histories, '--kills', kills, '--as-it-is'])
  const [, after, history] = /FAILED after (\d+) histories: history (\d+)/.exec(output) ?? []
  const [, problem = ''] = /^- (.{1,160})/m.exec(output) ?? []
  if (after === undefined) missed++
  console.log(
    after === undefined ? `${name}: NOT FOUND\n${output}` : `${name} (${fault}): ${after}, seed ${history}: ${problem}`,
  )
}
process.exit(missed === 0 ? 0 : 1)

function run(plant: string, args: readonly string[]): Promise<string> {
  const { NODE_OPTIONS: _options, ...environment } = process.env
  const [instrument, command] = ['instrument.ts', 'run.ts'].map((file) => join(import.meta.dirname, file))
  return new Promise((resolve) => {
    const child = spawn(
      process.execPath,
      ['--conditions=crochet-source', '--import', String(instrument), String(command), ...args],
      { env: { ...environment, CROCHET_PLANT: plant } },
    )
    let output = ''
    for (const stream of [child.stdout, child.stderr]) stream.on('data', (chunk: Buffer) => (output += String(chunk)))
    child.on('close', () => resolve(output))
  })
}
