import type { Question } from './question.ts'
import { acknowledgement } from './questions/acknowledgement.ts'
import { coldOpen } from './questions/cold-open.ts'
import { connectStorm } from './questions/connect-storm.ts'
import { fanOutSaturated } from './questions/fan-out-saturated.ts'
import { fanOutSteady } from './questions/fan-out-steady.ts'
import { hookOverhead } from './questions/hook-overhead.ts'
import { idleMemory } from './questions/idle-memory.ts'
import { manyDocuments } from './questions/many-documents.ts'
import { manyWriters } from './questions/many-writers.ts'
import { mixed } from './questions/mixed.ts'

export const questions: readonly Question[] = [
  fanOutSteady,
  fanOutSaturated,
  manyDocuments,
  manyWriters,
  mixed,
  hookOverhead,
  connectStorm,
  idleMemory,
  acknowledgement,
  coldOpen,
]
