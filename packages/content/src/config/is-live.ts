import type { ColumnSchema } from '@crochet/storage'
import type { CollectionConfig } from './collection-config.ts'

/** Whether documents of a collection or global can be edited together (spec: live.md). */
export const isLive = ({ live }: Pick<CollectionConfig, 'live'>): boolean => live !== undefined && live !== false

/** What the door that keeps documents open has noted with the last of its writes. No field is called like this. */
export const markColumn: ColumnSchema = { name: 'live/mark', type: 'text' }
