import type { Content } from '@crochet/content'
import type { Log } from '../log.ts'

/**
 * Says, while there is no account yet, where the first one is made. The token is behind the `#`: no browser sends it to anybody.
 *
 * @param url where the application can be reached
 */
export async function announceFirstUser(content: Content, log: Log, url: string): Promise<void> {
  const offer = await content.auth.offerFirstUser()
  if (offer === undefined) return
  const link = `${url}/api/${offer.collection}/first-register#${offer.token}`
  log.warn({ link }, 'there is no account yet: make the first one at this link, once, within half an hour')
}
