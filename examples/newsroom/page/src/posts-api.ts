import { ClientError, createClient } from '@crochet/client'

export interface ListedPost {
  id: string
  title: string
}

export interface Draft {
  title: string
  status?: 'published'
}

export interface Objection {
  /** The field it is about, if it is about one. */
  path?: string
  message: string
}

/** What came of it: the post as the server stored it, or what it objected to. */
export type Sent = { kind: 'stored'; post: Record<string, unknown> } | { kind: 'failed'; objections: Objection[] }

/** The first hundred. */
export async function listPosts(): Promise<ListedPost[]> {
  const client = createClient({ url: '' })
  const { docs } = await client.find({ collection: 'posts', select: { title: true }, sort: 'createdAt', limit: 100 })
  return docs.map(({ id, title }) => ({ id: String(id), title: String(title) }))
}

/** Writes a post through REST: a new one, or that with the id. Never throws: every failure becomes words. */
export async function sendPost(data: Draft, { id, token }: { id?: string; token: string }): Promise<Sent> {
  const client = createClient({ url: '', token })
  try {
    const post =
      id === undefined
        ? await client.create({ collection: 'posts', data })
        : await client.update({ collection: 'posts', id, data })
    return { kind: 'stored', post }
  } catch (error) {
    if (!(error instanceof ClientError)) throw error
    if (error.status === 0) return failed('The server does not answer. Nothing was sent; try again when it is back.')
    return { kind: 'failed', objections: [...error.errors] }
  }
}

const failed = (message: string): Sent => ({ kind: 'failed', objections: [{ message }] })
