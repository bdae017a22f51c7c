import { isRecord } from './is-record.ts'

export interface Draft {
  title: string
  body: string
  status: 'published'
}

export interface Objection {
  /** The field it is about, if it is about one. */
  path?: string
  message: string
}

/** What came of it: the post as the server stored it, or what it objected to. */
export type Published = { kind: 'stored'; post: Record<string, unknown> } | { kind: 'failed'; objections: Objection[] }

/** Publishes a post through the REST interface. Never throws: every failure becomes words. */
export async function publishPost(draft: Draft, token: string): Promise<Published> {
  try {
    const response = await fetch('/api/posts', {
      method: 'POST',
      headers: { 'content-type': 'application/json', authorization: `Bearer ${token}` },
      body: JSON.stringify(draft),
    })
    return readAnswer(response.status, await response.json().catch(() => undefined))
  } catch {
    return failed('The server does not answer. Nothing was published; try again when it is back.')
  }
}

function readAnswer(status: number, answer: unknown): Published {
  if (!isRecord(answer)) return failed(`The server answered ${status} with something unreadable.`)
  if (status < 300 && isRecord(answer['doc'])) return { kind: 'stored', post: answer['doc'] }
  const errors = Array.isArray(answer['errors']) ? (answer['errors'] as unknown[]) : []
  const objections = errors.filter(isRecord).map(({ path, message }) => ({
    message: typeof message === 'string' ? message : `The server answered ${status}.`,
    ...(typeof path === 'string' && path !== '' ? { path } : {}),
  }))
  return objections.length > 0 ? { kind: 'failed', objections } : failed(`The server answered ${status}.`)
}

function failed(message: string): Published {
  return { kind: 'failed', objections: [{ message }] }
}
