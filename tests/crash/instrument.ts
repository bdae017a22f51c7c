// Given to the server process with `--import`: rewrites the product's modules while they are loaded (`instrumentation.ts`).
import { writeSync } from 'node:fs'
import { registerHooks } from 'node:module'
import { fileURLToPath } from 'node:url'
import { misplaced, rewrittenSources } from './rewrite.ts'

/** What happens at a failpoint. */
export type Armed =
  /** SIGKILL at the `countdown`-th time it is reached. */
  | { readonly action: 'kill'; countdown: number }
  /** An error at each of the next `times` times. */
  | { readonly action: 'throw'; times: number }

export interface Crash {
  point: (name: string) => void
  readonly armed: Map<string, Armed>
}

declare global {
  var crash: Crash
}

globalThis.crash = {
  armed: new Map(),
  point(name) {
    const armed = this.armed.get(name)
    if (armed === undefined) return
    switch (armed.action) {
      case 'kill':
        if (--armed.countdown > 0) return
        writeSync(1, `reached ${name}\n`)
        process.kill(process.pid, 'SIGKILL')
        return
      case 'throw':
        if (armed.times-- <= 0) return
        throw new Error(`a fault was injected at ${name}`)
    }
  },
}

const problems = misplaced()
if (problems.length > 0) {
  throw new Error(`The source has changed: adapt tests/crash/instrumentation.ts.\n${problems.join('\n')}`)
}
const sources = rewrittenSources(process.env['CROCHET_PLANT'])

registerHooks({
  load(url, context, nextLoad) {
    const loaded = nextLoad(url, context)
    const source = url.startsWith('file:') ? sources.get(fileURLToPath(url)) : undefined
    return source === undefined ? loaded : { ...loaded, source }
  },
})
