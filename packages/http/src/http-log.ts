/** Where the door writes what happens; a pino logger fits. */
export interface HttpLog {
  debug(about: object | string, message?: string): void
  info(about: object | string, message?: string): void
  warn(about: object | string, message?: string): void
  error(about: object | string, message?: string): void
}
