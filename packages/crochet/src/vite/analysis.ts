import type { Cut } from './cuts.ts'
import { findEvidence, hasServerKeys, isWhole, looksLikeField, type Evidence } from './evidence.ts'
import type { Lookup, ModuleView } from './module-view.ts'
import { isCallOf, makerProblems, makersIn } from './makers.ts'
import type { Problem } from './problems.ts'
import { prune } from './prune.ts'
import { Reducer } from './reduce.ts'
import { walk } from './syntax.ts'

/** Whether a module holds configuration, as far as its place says. */
export type ModuleRole =
  /** If it looks like it. */
  | 'own'
  /** A package of somebody else: if there is no doubt. */
  | 'package'
  /** The options say so. */
  | 'included'

/** What becomes of a module that holds configuration. */
export interface Analysis {
  readonly cuts: readonly Cut[]
  readonly problems: readonly Problem[]
  /** Exports that are configuration. */
  readonly claimed: ReadonlySet<string>
  /** Where the module looks like configuration, if nobody has said that it is. */
  readonly guessedAt: number | undefined
  /** Keys that nobody knows, removed from objects that only look like configuration. */
  readonly unknownKeys: readonly { readonly key: string; readonly at: number }[]
}

/** @returns `undefined` for a module without configuration */
export function analyse(view: ModuleView, role: ModuleRole, lookup: Lookup): Analysis | undefined {
  const evidence = findEvidence(view).filter((one) => role !== 'package' || isSure(one))
  if (evidence.length === 0 && role !== 'included') return undefined
  const reducer = new Reducer(view, lookup)
  const isRemoved = ({ start, end }: { start: number; end: number }): boolean =>
    reducer.cuts.some((cut) => cut.start <= start && end <= cut.end)
  // What somebody has said before what is guessed, and outer objects before inner ones.
  for (const { node, shape, list } of evidence) if (!isRemoved(node)) reducer.reduce(node, { shape, list })
  walk(view.program, (node) => {
    if (looksLikeField(node) && !isRemoved(node)) reducer.reduce(node, { shape: 'field', list: false })
  })
  const makers = makersIn(view, reducer.known)
  for (const maker of makers) if (!isRemoved(maker)) reducer.problems.push(...makerProblems(maker, view, reducer.known))
  walk(view.program, (node) => {
    if (node.type === 'CallExpression' && !isRemoved(node) && isCallOf(makers, node, view)) reducer.call(node)
  })
  const guessed = role !== 'included' && evidence.every((one) => one.guessed)
  const guessedAt = guessed ? evidence[0]?.node.start : undefined
  return { ...prune(view, reducer, { lookup, guessed }), guessedAt, unknownKeys: guessed ? reducer.unknownKeys : [] }
}

const isSure = (evidence: Evidence): boolean => !evidence.guessed || (isWhole(evidence) && hasServerKeys(evidence.node))
