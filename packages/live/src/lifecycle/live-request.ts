import type { ContentRequest, User } from '@crochet/content'
import type { Editor } from './editors.ts'

/** The request of somebody who edits a document; of the server itself. */
export const liveRequest = (
  documentName: string,
  editor: Pick<Editor, 'user' | 'headers'> | undefined,
  editors: readonly Pick<Editor, 'user'>[] = [],
): ContentRequest => ({
  user: editor?.user ?? null,
  editors: editors.flatMap<User>(({ user }) => (user === null ? [] : [user])),
  headers: new Headers(editor?.headers),
  locale: undefined,
  source: 'live',
  documentName,
  context: {},
})
