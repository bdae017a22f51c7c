import { isRecord } from './is-record.ts'

export interface Draft {
  title: string
  body: string
}

/** What came of it: the post as the server stored it, or what it objected to. */
export type Published = { kind: 'stored'; post: Record<string, unknown> } | { kind: 'failed'; reasons: string[] }

/** Publishes a post through the REST interface. Never throws: every failure becomes words. */
export async function publishPost(draft: Draft, token: string): Promise<Published> {
  try {
    const response = await fetch('/api/posts', {
      method: 'POST',
      headers: { 'content-type': 'application/json', authorization: `Bearer ${token}` },
      body: JSON.stringify({ ...draft, status: 'published' }),
    })
    return readAnswer(response.status, await response.json().catch(() => undefined))
  } catch {
    return {
      kind: 'failed',
      reasons: ['The server does not answer. Nothing was published; try again when it is back.'],
    }
  }
}

function readAnswer(status: number, answer: unknown): Published {
  if (!isRecord(answer))
    return { kind: 'failed', reasons: [`The server answered ${status} with something unreadable.`] }
  if (status < 300 && isRecord(answer['doc'])) return { kind: 'stored', post: answer['doc'] }
  const errors = Array.isArray(answer['errors']) ? (answer['errors'] as unknown[]) : []
  const reasons = errors.filter(isRecord).map(({ path, message }) => {
    const words = typeof message === 'string' ? message : `The server answered ${status}.`
    return typeof path === 'string' && path !== '' ? `${path}: ${words}` : words
  })
  return { kind: 'failed', reasons: reasons.length > 0 ? reasons : [`The server answered ${status}.`] }
}
