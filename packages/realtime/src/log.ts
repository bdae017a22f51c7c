/** Where a server writes what happens, in the manner of pino: details first. */
export interface Log {
  info(details: object, message: string): void
  warn(details: object, message: string): void
  error(details: object, message: string): void
}

/** One line per event on the standard error stream. `quiet` leaves out what is merely informative. */
export function streamLog(quiet: boolean): Log {
  const write =
    (level: string) =>
    (details: object, message: string): void => {
      process.stderr.write(`${level}: ${message}${describeDetails(details)}\n`)
    }
  return { info: quiet ? () => {} : write('info'), warn: write('warn'), error: write('error') }
}

function describeDetails(details: object): string {
  const error = 'error' in details ? details.error : undefined
  const rest = Object.entries(details).filter(([key]) => key !== 'error')
  const text = rest.map(([key, value]) => ` ${key}=${JSON.stringify(value)}`).join('')
  return `${text}${error === undefined ? '' : `\n${describeError(error)}`}`
}

function describeError(error: unknown): string {
  try {
    return error instanceof Error ? (error.stack ?? error.message) : String(error)
  } catch {
    return 'an error that cannot be printed'
  }
}
