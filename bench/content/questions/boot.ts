import { spawn, spawnSync } from 'node:child_process'
import { once } from 'node:events'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { setTimeout as delay } from 'node:timers/promises'
import type { Question } from '../../question.ts'
import { median } from '../../statistics.ts'

const boots = 5
const repository = join(import.meta.dirname, '..', '..', '..')
const example = join(repository, 'examples', 'newsroom')
const bin = join(repository, 'packages', 'crochet', 'bin', 'crochet.cjs')

/** How each contender is started, in which folder, and what it prints when it is ready. */
const starts = {
  crochet: { cwd: example, words: [bin, 'start'], ready: 'WebSocket' },
  payload: { cwd: import.meta.dirname, words: [join('..', 'boots', 'payload.ts')], ready: 'ready' },
  floor: {
    cwd: import.meta.dirname,
    words: ['--eval', 'console.log("ready"); setInterval(() => {}, 1e6)'],
    ready: 'ready',
  },
} as const

type Kind = keyof typeof starts

export const boot: Question = {
  name: 'boot',
  asks: 'How long does the example application take from the start of its process until it answers, and how much memory does it have then?',
  method: `The newsroom of \`examples/\` with built packages, listening for REST, pages and WebSockets, on a database that is there already; beside it Payload's Local API with one collection (it opens no port), and a Node process that does nothing. The median of ${boots} starts after one that warms the caches. Memory is what is resident half a second later.`,
  contenders: ['crochet', 'payload', 'floor'],
  rows: [
    { key: 'ready', label: 'ready after', unit: 'ms', bars: [{ most: 300 }] },
    { key: 'memory', label: 'resident memory', unit: 'MB', bars: [{ most: 120 }] },
  ],

  async measure(contender, session) {
    if (contender === 'crochet') spawnSync(process.execPath, ['build-page.ts'], { cwd: example, stdio: 'ignore' })
    const folder = await session.scratch()
    await start(contender as Kind, folder, 'development')
    const readings = { ready: [] as number[], memory: [] as number[] }
    for (let number = 0; number < boots; number++) {
      const { ready, memory } = await start(contender as Kind, folder, 'production')
      readings.ready.push(ready)
      readings.memory.push(memory)
    }
    return { ready: median(readings.ready), memory: median(readings.memory) }
  },
}

async function start(kind: Kind, folder: string, mode: string): Promise<{ ready: number; memory: number }> {
  const { cwd, words, ready: sign } = starts[kind]
  const began = performance.now()
  const child = spawn(process.execPath, ['--disable-warning=ExperimentalWarning', ...words], {
    cwd,
    stdio: ['ignore', 'pipe', 'inherit'],
    env: {
      ...process.env,
      NODE_ENV: mode,
      PORT: '0',
      DATABASE_URL: `file:${join(folder, 'boot.db')}`,
      CROCHET_SECRET: 'nothing is signed in this question',
    },
  })
  const ended = once(child, 'exit')
  try {
    await new Promise<void>((resolve, reject) => {
      let output = ''
      child.stdout.on('data', (chunk) => {
        output += String(chunk)
        if (output.includes(sign)) resolve()
      })
      child.once('exit', (code) => reject(new Error(`${kind} ended with ${code} before it was ready:\n${output}`)))
    })
    const ready = performance.now() - began
    await delay(500)
    return { ready, memory: residentOf(child.pid ?? 0) }
  } finally {
    child.kill()
    await ended
  }
}

/** Megabytes; where the system does not say it like Linux, nothing is measured. */
function residentOf(pid: number): number {
  if (process.platform !== 'linux') return Number.NaN
  return Number(/VmRSS:\s+(\d+)/.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1]) / 1024
}
