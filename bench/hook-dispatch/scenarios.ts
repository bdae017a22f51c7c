import type { Scenario } from './scenario.ts'
import { deadlines } from './scenarios/deadlines.ts'
import { dispatchScenarios } from './scenarios/dispatch.ts'
import { featuresOff } from './scenarios/features-off.ts'
import { filter } from './scenarios/filter.ts'
import { lineage } from './scenarios/lineage.ts'
import { tracing } from './scenarios/tracing.ts'

const kinds = ['sync', 'async'] as const

/** What is measured: dispatch itself, then what the features cost when they are off and when they are on. */
export const scenarios: Scenario[] = [
  ...dispatchScenarios,
  ...kinds.map(featuresOff),
  ...kinds.map(tracing),
  deadlines('HookPayload'),
  deadlines('plain'),
  filter,
  ...kinds.map(lineage),
]
