import type { GlobalConfig } from 'crochet'

export const settings: GlobalConfig = {
  slug: 'settings',
  access: { read: () => true, update: () => true },
  fields: [
    { name: 'siteName', type: 'text', defaultValue: 'The Newsroom' },
    {
      name: 'contact',
      type: 'email',
      hooks: {
        beforeValidate: [
          ({ value }) => {
            if (typeof value === 'string' && value.endsWith('@spam-domain.com')) {
              throw new Error('Emails from spam domains are not allowed')
            }
            return value
          },
        ],
      },
    },
  ],
  hooks: {
    beforeChange: [
      ({ data, req }) => {
        if (req.user?.role !== 'admin') throw new Error('Only admins can modify global settings')
        return data
      },
    ],
  },
}
