import type { Question } from '../question.ts'
import { enqueue } from './questions/enqueue.ts'
import { idle } from './questions/idle.ts'
import { start } from './questions/start.ts'
import { throughput } from './questions/throughput.ts'

export const questions: readonly Question[] = [enqueue, throughput, start, idle]
