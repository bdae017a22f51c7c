import { spawn } from 'node:child_process'
import { styleText } from 'node:util'

/**
 * `npm run check`: everything that can be judged without running the product. All steps run side by side; each prints one
 * line, and what it said only if it failed.
 */
const steps: Record<string, string[]> = {
  format: ['oxfmt', '--check', '.'],
  lint: ['oxlint', '--deny-warnings'],
  types: ['tsc', '-p', 'tsconfig.json'],
  page: ['tsc', '-p', 'examples/newsroom/page'],
  editors: ['tsc', '-p', 'tests/browser/editors'],
  build: ['node', 'scripts/check-build.ts'],
  layers: ['node', 'scripts/check-layers.ts'],
  unused: ['knip', '--no-progress'],
  docs: ['node', '--conditions=crochet-source', 'scripts/check-docs.ts'],
}

interface Outcome {
  name: string
  ok: boolean
  seconds: string
  output: string
}

function run(name: string, [command = '', ...args]: string[]): Promise<Outcome> {
  const started = performance.now()
  return new Promise((resolve) => {
    const child = spawn(command, args, { env: { ...process.env, FORCE_COLOR: '1' } })
    let output = ''
    child.stdout.on('data', (chunk) => (output += chunk))
    child.stderr.on('data', (chunk) => (output += chunk))
    const end = (ok: boolean): void =>
      resolve({ name, ok, seconds: ((performance.now() - started) / 1000).toFixed(1), output })
    child.on('error', (error) => {
      output += `${error.message} (did you run "npm ci", and start this with "npm run check"?)`
      end(false)
    })
    child.on('close', (code) => end(code === 0))
  })
}

const outcomes = await Promise.all(Object.entries(steps).map(([name, command]) => run(name, command)))
for (const { name, ok, seconds, output } of outcomes) {
  console.log(`${ok ? styleText('green', '✓') : styleText('red', '✗')} ${name} (${seconds} s)`)
  if (!ok) console.log(output.trim())
}
process.exitCode = outcomes.every((outcome) => outcome.ok) ? 0 : 1
