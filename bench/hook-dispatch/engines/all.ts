import type { Engine } from '../contender.ts'
import type { HandlerKind } from '../handlers.ts'
import { awaitedLoop, bareLoop, thenablesLoop } from './by-hand.ts'
import { crochet } from './crochet.ts'
import { emittery } from './emittery.ts'
import { feathers } from './feathers.ts'
import { hookableCallHook, hookableCore } from './hookable.ts'
import { promiseChain } from './promise-chain.ts'
import { tapableAsyncSeries, tapableSync } from './tapable.ts'

const takesBoth = [
  awaitedLoop,
  thenablesLoop,
  crochet(),
  tapableAsyncSeries,
  hookableCallHook,
  hookableCore,
  promiseChain,
  feathers,
  emittery,
]

/** Everything that can run handlers of this kind. */
export const enginesFor = (kind: HandlerKind): Engine[] =>
  kind === 'async' ? takesBoth : [bareLoop, ...takesBoth, tapableSync]
