import { rootHookNames, type ContentHooks } from '@crochet/content'
import type { HookHandlers } from '@crochet/realtime'

/** `hooks` of the root configuration: of the content engine and of the collaboration server, side by side. */
export type RootHooks = ContentHooks & HookHandlers

/** Gives each of the two its own. A name that neither knows goes to the collaboration server, which refuses it by name. */
export function splitRootHooks(hooks: RootHooks): { content: ContentHooks; realtime: HookHandlers } {
  const isContent = ([name]: [string, unknown]): boolean => (rootHookNames as readonly string[]).includes(name)
  const entries = Object.entries(hooks)
  return {
    content: Object.fromEntries(entries.filter(isContent)),
    realtime: Object.fromEntries(entries.filter((entry) => !isContent(entry))),
  }
}
