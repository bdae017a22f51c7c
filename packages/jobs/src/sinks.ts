import type { ReportJobError } from './core.ts'
import type { JobLog } from './task.ts'

export const consoleLog: JobLog = {
  // oxlint-disable-next-line no-console -- where nothing else is given
  info: (about, message) => console.info(message, about),
  // oxlint-disable-next-line no-console -- where nothing else is given
  warn: (about, message) => console.warn(message, about),
  // oxlint-disable-next-line no-console -- where nothing else is given
  error: (about, message) => console.error(message, about),
}

/** A report that fails says so on the console, and nothing else happens. */
export function safeReport(report: ReportJobError): ReportJobError {
  return (error, about) => {
    try {
      report(error, about)
    } catch (failure) {
      // oxlint-disable-next-line no-console -- the report is where it would go
      console.error('The report of a failed job has failed itself:', failure, error)
    }
  }
}
