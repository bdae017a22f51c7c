import type { Log } from '../ports.ts'
import type { MailPort } from './mail-port.ts'

/**
 * For development: mail goes to the log, links and all. In production (`NODE_ENV`) only that there was one: a log is read by more people
 * than a letterbox.
 */
export const logMail = (log: Log): MailPort => ({
  async send({ to, subject, text }) {
    if (process.env['NODE_ENV'] === 'production') log.warn({}, 'a mail was not sent: no `mail` is configured')
    else log.warn({ to, subject, text }, 'no `mail` is configured; this would have been sent')
  },
})
