/** Where this package says what nobody asked for. A pino logger fits. */
export interface Log {
  warn(about: object, message: string): void
  error(about: object, message: string): void
}
