import { randomUUID } from 'node:crypto'
import { Redis } from '@hocuspocus/extension-redis'
import type { RedisAddress } from './redis-server.ts'
import { startServer, type RunningServer } from './running-server.ts'

type Configuration = NonNullable<Parameters<typeof startServer>[0]>

/** @returns starts a server; all that are started with it know each other through Redis, and nobody else */
export function cluster(redis: RedisAddress): (configuration?: Configuration) => Promise<RunningServer> {
  const prefix = `compat-${randomUUID()}`
  return ({ extensions = [], ...rest } = {}) =>
    startServer({ ...rest, extensions: [new Redis({ ...redis, prefix, disconnectDelay: 50 }), ...extensions] })
}
