import type { CrochetConfig } from './config.ts'

/** Where the documents of an application are. */
export function databaseUrl({ database }: Pick<CrochetConfig, 'database'>): string {
  return database?.url ?? process.env['DATABASE_URL'] ?? 'file:./data/crochet.db'
}
