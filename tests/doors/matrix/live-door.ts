import { LiveClient } from '../../../packages/live/test/live-client.ts'
import type { LiveOperation } from './operation.ts'
import type { Subject } from './subjects.ts'

interface LiveQuestion {
  readonly subject: Subject
  readonly operation: LiveOperation
  /** The document of `owner`. */
  readonly id: string
}

/** Opens the document with this token, and types into it. @returns what came of it */
export async function askLive(url: string, token: string | null, question: LiveQuestion): Promise<string> {
  const { subject, operation, id } = question
  const name = subject.kind === 'global' ? `globals/${subject.slug}` : `${subject.slug}/${id}`
  using client = new LiveClient(name, { url: `${url.replace('http', 'ws')}/collab`, token: token ?? '' })
  await client.until(() => client.isSynced || client.reasons.length > 0)
  if (client.reasons.length > 0) return 'refused'
  if (operation === 'open live') return client.text('secret').length > 0 ? 'done, shows `secret`' : 'done'
  if (client.authorizedScope === 'readonly') return 'read-only'
  const refused: unknown[] = []
  client.on('stateless', ({ payload }: { payload: string }) => void refused.push(payload))
  if (subject.rule === 'fields') client.text('fixed').insert(0, 'typed ')
  const isFixed = (): boolean => client.text('fixed').toString().startsWith('typed')
  await client.until(() => !client.hasUnsyncedChanges || (refused.length > 0 && !isFixed()))
  client.text('title').insert(0, 'typed ')
  client.sendStateless('save')
  await client.until(() => client.said.get('status') === 'saving')
  await client.until(() => client.said.get('status') === 'saved')
  return subject.rule === 'fields' ? `done${isFixed() ? ', sets `fixed`' : ''}` : 'done'
}
