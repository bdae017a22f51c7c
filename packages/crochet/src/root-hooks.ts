import type { ContentHooks } from '@crochet/content'
import { hookNames, type HookHandlers } from '@crochet/realtime'

/** `hooks` of the root configuration: of the content engine and of the collaboration server, side by side. */
export type RootHooks = ContentHooks & HookHandlers

/** Gives each of the two its own. A name that neither knows goes to the content engine, whose check refuses it by name. */
export function splitRootHooks(hooks: RootHooks): { content: ContentHooks; realtime: HookHandlers } {
  const isRealtime = ([name]: [string, unknown]): boolean => (hookNames as readonly string[]).includes(name)
  const entries = Object.entries(hooks)
  return {
    content: Object.fromEntries(entries.filter((entry) => !isRealtime(entry))),
    realtime: Object.fromEntries(entries.filter(isRealtime)),
  }
}
