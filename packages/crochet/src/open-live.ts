import { isLive, type Content } from '@crochet/content'
import type { Live, LiveOptions } from '@crochet/live'

/** Live documents, if the configuration has any: where it has none, no edit is looked at for their sake, and nothing of it is loaded. */
export async function openLive(options: LiveOptions): Promise<Live | undefined> {
  if (!hasLive(options.content)) return undefined
  const { createLive } = await import('@crochet/live')
  return createLive(options)
}

const hasLive = ({ collections, globals }: Content): boolean => [...collections, ...globals].some(isLive)
