import { dispatchesPerOperation } from './scenarios/tracing.ts'
import { markdownTable } from '../markdown-table.ts'
import { judge } from './bars.ts'
import type { Results } from './results.ts'

const kinds = ['sync', 'async'] as const
const counts = [1, 5, 20]

/** The tables of this benchmark, in Markdown. */
export function report(results: Results): string {
  return [
    '## Bars',
    markdownTable(
      ['', 'bar', 'measured', ''],
      judge(results).map(({ row, bar, measured, isMet }) => [row, bar, measured, isMet ? 'met' : '**not met**']),
    ),
    '## Synchronous handlers\nNanoseconds per dispatch; in brackets the ratio to the loop that is not awaited.',
    engines(results, ['sync x0', ...counts.map((count) => `sync x${count}`)], 'bare loop, not awaited'),
    '## Asynchronous handlers\nNanoseconds per dispatch; in brackets the ratio to the loop that awaits each handler.',
    engines(
      results,
      counts.map((count) => `async x${count}`),
      'bare loop, each awaited',
    ),
    '## Features\nNanoseconds per dispatch, off and on, and what one adds to the other.',
    features(results),
    '## Filter, loop guard\nNanoseconds per dispatch. The loop guard is there when the engine was given a scope.',
    markdownTable(
      ['', 'ns'],
      ['filter 2 of 20', 'lineage sync', 'lineage async'].flatMap((scenario) => times(results, scenario)),
    ),
  ].join('\n\n')
}

function engines(results: Results, scenarios: readonly string[], floor: string): string {
  const names = [...new Set(scenarios.flatMap((scenario) => results.contenders(scenario)))]
  const cell = (scenario: string, name: string): string => {
    const time = rounded(results.time(scenario, name))
    return scenario.endsWith('x0') ? `${time}` : `${time} (${results.ratio(scenario, name, floor).toFixed(2)})`
  }
  return markdownTable(
    ['', ...scenarios],
    names.map((name) => [name, ...scenarios.map((scenario) => cell(scenario, name))]),
  )
}

function features(results: Results): string {
  const rows = [
    ...kinds.flatMap((kind) =>
      counts.map((count) =>
        pair(results, `tracing ${kind}`, {
          shown: `tracing, ${kind} x${count}, an operation of ${dispatchesPerOperation} dispatches`,
          of: `x${count}`,
        }),
      ),
    ),
    ...['HookPayload', 'plain'].flatMap((payload) =>
      kinds.flatMap((kind) =>
        counts.map((count) =>
          pair(results, `deadline ${payload}`, {
            shown: `deadline of 30 s, ${payload === 'plain' ? 'plain payload' : payload}, ${kind} x${count}`,
            of: `${kind} x${count}`,
          }),
        ),
      ),
    ),
  ]
  return markdownTable(['', 'off', 'on', 'adds'], rows)
}

function pair(results: Results, scenario: string, { shown, of }: { shown: string; of: string }): (string | number)[] {
  const [off, on] = [`off ${of}`, `on ${of}`]
  return [
    shown,
    rounded(results.time(scenario, off)),
    rounded(results.time(scenario, on)),
    rounded(results.difference(scenario, on, off)),
  ]
}

const times = (results: Results, scenario: string): (string | number)[][] =>
  results.contenders(scenario).map((name) => [`${scenario}: ${name}`, rounded(results.time(scenario, name))])

const rounded = (value: number): number => Number(value < 10 ? value.toFixed(1) : value.toFixed(0))
