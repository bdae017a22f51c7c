import type { ContentConfig } from '../../src/index.ts'

/** A configuration with a field of every kind, required and not, for the types made from it. */
export const richConfig: ContentConfig = {
  collections: [
    {
      slug: 'posts',
      fields: [
        {
          type: 'tabs',
          tabs: [
            { label: 'Text', fields: [{ name: 'title', type: 'text', required: true, label: 'Shown in lists' }] },
            { name: 'seo', fields: [{ name: 'description', type: 'textarea' }] },
          ],
        },
        { name: 'slug', type: 'slug', required: true },
        { name: 'author', type: 'relationship', relationTo: 'users' },
        { name: 'places', type: 'relationship', relationTo: 'countries', hasMany: true },
        { name: 'about', type: 'relationship', relationTo: ['posts', 'users'] },
        {
          type: 'row',
          fields: [
            { name: 'views', type: 'number' },
            { name: 'featured', type: 'checkbox' },
          ],
        },
        {
          name: 'kind',
          type: 'select',
          options: ['note', { label: "Editor's", value: "editor's" }],
          required: true,
          defaultValue: 'note',
        },
        { name: 'moods', type: 'select', options: ['calm', 'angry'], hasMany: true },
        { name: 'rating', type: 'radio', options: ['good', 'bad'] },
        { name: 'tags', type: 'text', hasMany: true },
        { name: 'publishedAt', type: 'date' },
        { name: 'place', type: 'point' },
        { name: 'meta', type: 'json' },
        { name: 'body', type: 'richText' },
        { name: 'internal', type: 'text', hidden: true },
        {
          name: 'contact',
          type: 'group',
          fields: [
            { name: 'email', type: 'email', required: true },
            { name: 'phone', type: 'text' },
          ],
        },
        {
          name: 'items',
          type: 'array',
          fields: [
            { name: 'price', type: 'number', required: true },
            { name: 'note', type: 'text' },
          ],
        },
        {
          name: 'content',
          type: 'blocks',
          required: true,
          blocks: [
            {
              slug: 'quote',
              fields: [
                { name: 'text', type: 'text', required: true },
                { name: 'by', type: 'text' },
              ],
            },
            { slug: 'image-row', fields: [{ name: 'urls', type: 'text', hasMany: true }] },
          ],
        },
      ],
    },
    {
      slug: 'countries',
      timestamps: false,
      fields: [
        { name: 'id', type: 'number' },
        { name: 'name', type: 'text', required: true },
      ],
    },
    {
      slug: 'users',
      labels: { singular: 'Person' },
      fields: [
        { name: 'id', type: 'text', defaultValue: () => 'u1' },
        { name: 'password', type: 'password', required: true },
        { name: 'posts', type: 'join', collection: 'posts', on: 'author' },
        { name: 'email', type: 'email', required: true, hooks: { beforeValidate: [() => 'a@example.org'] } },
      ],
    },
  ],
  globals: [
    {
      slug: 'settings',
      fields: [
        { name: 'siteName', type: 'text', required: true },
        { name: 'theme', type: 'text' },
      ],
    },
  ],
}
