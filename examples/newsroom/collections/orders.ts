import { randomUUID } from 'node:crypto'
import type { CollectionConfig } from 'crochet'

interface Item {
  price: number
  quantity: number
}

export const orders: CollectionConfig = {
  slug: 'orders',
  access: { create: () => true, read: () => true, update: () => true, delete: () => true },
  fields: [
    { name: 'orderNumber', type: 'text', unique: true },
    {
      name: 'phoneNumber',
      type: 'text',
    },
    {
      name: 'items',
      type: 'array',
      required: true,
      minRows: 1,
      fields: [
        { name: 'name', type: 'text' },
        { name: 'price', type: 'number', required: true, min: 0 },
        { name: 'quantity', type: 'number', required: true, min: 1 },
      ],
    },
    { name: 'total', type: 'number' },
  ],
  hooks: {
    beforeChange: [
      ({ data, operation }) => {
        // Auto-generate order number for new orders
        if (operation === 'create') data.orderNumber = `N-${randomUUID().slice(0, 8)}`

        // Calculate total from line items
        if (Array.isArray(data.items)) {
          data.total = (data.items as Item[]).reduce((sum, item) => sum + item.price * item.quantity, 0)
        }
        return data
      },
      ({ data }) => {
        // Normalize phone numbers
        if (typeof data.phoneNumber === 'string') data.phoneNumber = data.phoneNumber.replace(/[^0-9]/g, '')
        return data
      },
    ],
    beforeDelete: [
      ({ req }) => {
        if (req.user?.role !== 'admin') throw new Error('Only admins can delete orders')
      },
    ],
  },
}
