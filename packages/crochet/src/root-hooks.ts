import type { ContentHooks } from '@crochet/content'
import type { HandlerRecord, HookMap, Hooks } from '@crochet/hooks'
import { hookNames, type HookHandlers, type HookName } from '@crochet/realtime'

/** A handler of the collaboration server: a function, or the engine's record with `mode: 'background'` and more. */
type LiveRecords = { readonly [Name in HookName]?: HandlerRecord<HookMap[Name]> | HookHandlers[Name] }

/** `hooks` of the root configuration: of the content engine and of the collaboration server, side by side. */
export type RootHooks = ContentHooks & LiveRecords

interface SplitHooks {
  readonly content: ContentHooks
  /** Functions, which the server attaches itself. */
  readonly realtime: HookHandlers
  readonly records: readonly (readonly [name: string, record: object])[]
}

/** Gives each of the two its own. A name that neither knows goes to the content engine, whose check refuses it by name. */
export function splitRootHooks(hooks: RootHooks): SplitHooks {
  const isRealtime = ([name]: [string, unknown]): boolean => (hookNames as readonly string[]).includes(name)
  const entries: [string, unknown][] = Object.entries(hooks)
  const ofRealtime = entries.filter(isRealtime)
  return {
    content: Object.fromEntries(entries.filter((entry) => !isRealtime(entry))),
    realtime: Object.fromEntries(ofRealtime.filter(([, handler]) => !isRecord(handler))),
    records: ofRealtime.flatMap(([name, handler]) => (isRecord(handler) ? [[name, handler] as const] : [])),
  }
}

/** Attaches records as the server attaches functions: after those of extensions. */
export function attachRecords(hooks: Hooks, { records }: Pick<SplitHooks, 'records'>): void {
  for (const [name, record] of records) {
    const view = hooks.from({ source: 'config', name: `hooks.${name}` })
    view.on(name as HookName, { stage: 'late', ...record } as never)
  }
}

const isRecord = (handler: unknown): handler is object =>
  typeof handler === 'object' && handler !== null && 'handler' in handler
