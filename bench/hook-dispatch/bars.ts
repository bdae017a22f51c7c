import type { Results } from './results.ts'
import { dispatchesPerOperation } from './scenarios/tracing.ts'

/** A bar that Crochet set itself, and what came out. */
export interface Verdict {
  readonly row: string
  readonly bar: string
  readonly measured: string
  readonly isMet: boolean
}

const own = 'Crochet'
const awaited = 'bare loop, each awaited'
const notAwaited = 'bare loop, not awaited'
const tapable = 'tapable AsyncSeriesHook.promise'
const mustBeTwice = ['hookable callHook', 'hookable HookableCore', 'promise chain (as in Hocuspocus)']
/** By hand, or unable to take asynchronous handlers. */
const noPeers = [own, awaited, notAwaited, 'bare loop, promises awaited', 'tapable SyncHook (sync only)']

export function judge(results: Results): Verdict[] {
  return [
    noHandler(results),
    ...[1, 5, 20].flatMap((count) => asynchronous(results, count)),
    ...[1, 5, 20].flatMap((count) => synchronous(results, count)),
    ...(['sync', 'async'] as const).map((kind) => featuresOff(results, kind)),
    ...(['sync', 'async'] as const).flatMap((kind) => [1, 5, 20].map((count) => tracing(results, kind, count))),
    ...[1, 5, 20].map((count) => deadline(results, count)),
    filter(results),
  ]
}

function noHandler(results: Results): Verdict {
  const more = results.difference('sync x0', own, notAwaited)
  return { row: 'no handler, over a bare call', bar: '≤ 15 ns', measured: ns(more), isMet: more <= 15 }
}

function asynchronous(results: Results, count: number): Verdict[] {
  const scenario = `async x${count}`
  const ratio = results.ratio(scenario, own, awaited)
  return [
    { row: `${scenario}, over the awaited loop`, bar: '≤ 1.2 ×', measured: times(ratio), isMet: ratio <= 1.2 },
    ahead(results, scenario, count === 20 ? [tapable] : []),
  ]
}

function synchronous(results: Results, count: number): Verdict[] {
  const scenario = `sync x${count}`
  const ratio = results.ratio(scenario, own, notAwaited)
  const verdicts = [
    {
      row: `${scenario}, over the loop that is not awaited`,
      bar: '≤ 2.5 ×',
      measured: times(ratio),
      isMet: ratio <= 2.5,
    },
    ahead(results, scenario, count === 20 ? [tapable] : []),
  ]
  if (count === 20) {
    for (const peer of mustBeTwice) {
      const lead = results.ratio(scenario, peer, own)
      verdicts.push({ row: `${scenario}, ${peer} takes`, bar: '≥ 2 ×', measured: times(lead), isMet: lead >= 2 })
    }
  }
  return verdicts
}

function ahead(results: Results, scenario: string, except: readonly string[]): Verdict {
  const peers = results.contenders(scenario).filter((name) => !noPeers.includes(name) && !except.includes(name))
  const leads = peers.map((name) => ({ name, lead: results.ratio(scenario, name, own) }))
  const nearest = leads.reduce((least, next) => (next.lead < least.lead ? next : least))
  return {
    row: `${scenario}, ahead of every peer${except.length === 0 ? '' : ' but tapable'}`,
    bar: '> 1 ×',
    measured: `${times(nearest.lead)} (${nearest.name})`,
    isMet: nearest.lead > 1,
  }
}

/** Met when the difference is no larger than that between two equal engines, or 3 %. */
function featuresOff(results: Results, kind: string): Verdict {
  const scenario = `off ${kind} x5`
  const ratio = results.ratio(scenario, 'had them, removed', 'never had them')
  const noise = results.ratios(scenario, 'never had them either', 'never had them').map((equal) => Math.abs(equal - 1))
  const allowed = Math.max(0.03, ...noise)
  return {
    row: `${kind} x5, tracing, deadline and filter removed again`,
    bar: `1 ± ${allowed.toFixed(2)} ×`,
    measured: times(ratio),
    isMet: ratio <= 1 + allowed,
  }
}

function tracing(results: Results, kind: string, count: number): Verdict {
  const each = results.difference(`tracing ${kind}`, `on x${count}`, `off x${count}`) / (count * dispatchesPerOperation)
  const row = `${kind} x${count}, tracing on, per handler (operations of ${dispatchesPerOperation} dispatches)`
  return { row, bar: '≤ 150 ns', measured: ns(each), isMet: each <= 150 }
}

function deadline(results: Results, count: number): Verdict {
  const [on, off] = [`on async x${count}`, `off async x${count}`] as const
  const more = results.difference('deadline HookPayload', on, off)
  const plain = results.difference('deadline plain', on, off)
  const measured = `${ns(more)} (plain object: ${ns(plain)})`
  return { row: `async x${count}, deadline of 30 s on, per dispatch`, bar: '≤ 100 ns', measured, isMet: more <= 100 }
}

function filter(results: Results): Verdict {
  const time = results.time('filter 2 of 20', 'Crochet, 20 filtered handlers')
  return { row: '20 handlers, a filter lets 2 run', bar: '≤ 80 ns', measured: ns(time), isMet: time <= 80 }
}

const ns = (value: number): string => `${Math.round(value) + 0} ns`
const times = (value: number): string => `${value.toFixed(2)} ×`
