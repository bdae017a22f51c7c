/** A rich text of one paragraph, as ProseMirror and TipTap write it. */
export const richText = (text: string): object => ({
  type: 'doc',
  content: [{ type: 'paragraph', content: [{ type: 'text', text }] }],
})
