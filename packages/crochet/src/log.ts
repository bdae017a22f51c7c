import { pino, type Logger } from 'pino'

/** Where the application writes what happens: structured lines on standard error, at the level of `LOG_LEVEL`. */
export type Log = Logger

/**
 * @param level lowest level that is written: trace, debug, info, warn, error, fatal or silent. Default: `LOG_LEVEL`, else info
 */
export function createLog(level: string = process.env['LOG_LEVEL'] ?? 'info'): Log {
  return pino({ level, base: null, timestamp: pino.stdTimeFunctions.isoTime }, pino.destination(2))
}
