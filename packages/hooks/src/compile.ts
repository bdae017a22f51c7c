import type { Deadlines } from './deadline.ts'
import type { PointDefinition } from './definition.ts'
import { compileFilter } from './filter.ts'
import { counted } from './flights.ts'
import type { Entry, Run } from './handler.ts'
import { compileAround } from './kinds/around.ts'
import { compileParallel } from './kinds/parallel.ts'
import { bailRule, mergeRule, seriesRule, waterfallRule } from './kinds/rules.ts'
import { compileSequence } from './kinds/sequence.ts'
import { compileTracedSequence } from './kinds/traced-sequence.ts'
import type { SequenceRule } from './kinds/walk.ts'
import { inLineage } from './lineage.ts'
import { toHookError, type Call, type Plan, type Report } from './plan.ts'
import type { Scope } from './ports.ts'
import { offerSignal } from './signal.ts'
import { isThenable } from './thenable.ts'
import type { Tracer } from './trace.ts'

/** Hands the payload of a `mode: 'background'` handler to whoever runs it later. A promise is awaited: until it is accepted. */
export type BackgroundRunner = (entry: Entry, payload: object) => unknown

/** What all hook points of one engine share. */
export interface Services {
  readonly scope: Scope | undefined
  readonly tracer: Tracer
  readonly deadlines: Deadlines
  readonly background: BackgroundRunner | undefined
  readonly report: Report
}

/**
 * Builds the dispatch of a hook point for the handlers it has now. Features that are off (tracing, deadlines, filters,
 * lineage) leave nothing behind in what is built.
 *
 * @param entries in final order
 * @param services with `unwaited` for a dispatch that nobody waits for
 */
export function compile(
  definition: PointDefinition,
  entries: readonly Entry[],
  services: Services & { readonly unwaited?: Report },
): Call {
  if (entries.length === 0) return unusedCall(definition)
  const handlers = entries.map((entry) => runner(entry, definition, services))
  const build = (selected: readonly number[]): Call => {
    if (selected.length === 0) return unusedCall(definition)
    const plan = planOf(
      definition,
      selected.map((index) => ({ entry: entries[index] as Entry, run: handlers[index] as Run })),
      services,
    )
    const call = services.tracer.on ? compileTraced(definition, plan, services.tracer) : compileKind(definition, plan)
    const offered = plan.deadline === undefined ? call : withSignal(call)
    const flights = new Set(plan.entries.flatMap((entry) => entry.flights ?? []))
    return flights.size === 0 ? offered : counted(offered, [...flights])
  }
  return entries.some((entry) => entry.filter !== undefined)
    ? compileFilter(entries, build)
    : build([...entries.keys()])
}

function runner(entry: Entry, { ownScope }: PointDefinition, { background, scope }: Services): Run {
  if (entry.mode === 'background' && background !== undefined) return inBackground(entry, background)
  return scope === undefined ? entry.run : inLineage(entry, scope, ownScope)
}

/** Hands the payload over, waits until it has been accepted, and is otherwise as if the handler were not there. */
function inBackground(entry: Entry, background: BackgroundRunner): Run {
  return (payload, next) => {
    const accepted = background(entry, payload)
    return isThenable(accepted) ? Promise.resolve(accepted).then(() => next?.()) : next?.()
  }
}

function planOf(
  definition: PointDefinition,
  parts: readonly { entry: Entry; run: Run }[],
  services: Services & { readonly unwaited?: Report },
): Plan {
  const entries = parts.map((part) => part.entry)
  // What the dispatch waits for in the background is that the payload is accepted; `timeout` is for the work.
  const ownLimit = (entry: Entry): number | undefined => (entry.mode === 'background' ? undefined : entry.timeout)
  const limits = entries.map((entry) => ownLimit(entry) ?? definition.deadline)
  return {
    hook: definition.name,
    entries,
    handlers: parts.map((part) => part.run),
    failed(index, thrown) {
      const entry = entries[index] as Entry
      const error = toHookError(definition.name, entry, thrown)
      // What is not accepted would be lost: whoever dispatches has to know.
      if (entry.mode === 'background' || (entry.onError ?? definition.onError) === 'stop') throw error
      services.report(error)
    },
    deadline: limits.every((limit) => limit === 0) ? undefined : { watch: services.deadlines, limits },
    unwaited: services.unwaited,
  }
}

const rules: Partial<Record<PointDefinition['kind'], (definition: PointDefinition) => SequenceRule>> = {
  series: () => seriesRule,
  waterfall: waterfallRule,
  bail: () => bailRule,
  merge: mergeRule,
}

function compileKind(definition: PointDefinition, plan: Plan): Call {
  const { kind } = definition
  const rule = rules[kind]
  if (rule !== undefined) return compileSequence(plan, rule(definition))
  return kind === 'parallel' ? compileParallel(plan) : compileAround(plan)
}

function compileTraced(definition: PointDefinition, plan: Plan, tracer: Tracer): Call {
  const rule = rules[definition.kind]
  if (rule !== undefined) return compileTracedSequence(plan, rule(definition), tracer)
  return tracer.traced(plan, (traced) => compileKind(definition, traced))
}

/** Without handlers a dispatch gives what it would give if all of them returned nothing. */
function unusedCall(definition: PointDefinition): Call {
  const { kind } = definition
  const rule = rules[kind]
  if (rule !== undefined) return rule(definition).result
  return kind === 'parallel' ? () => [] : (_payload, core) => core?.()
}

function withSignal(call: Call): Call {
  return (payload, core) => {
    offerSignal(payload)
    return call(payload, core)
  }
}
