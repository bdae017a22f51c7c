import type { CollectionConfig } from './collection-config.ts'

/** Whether documents of a collection or global can be edited together (spec: live.md). */
export const isLive = ({ live }: Pick<CollectionConfig, 'live'>): boolean => live !== undefined && live !== false
