import type { MailPort } from '@crochet/content'

/** An SMTP server. */
export interface SmtpConfig {
  /** `smtps://user:password@mail.example.org:465`, or `smtp://…:587`, which goes over to TLS where the server can. */
  readonly url: string
  /** Whom mails are from: `Newsroom <news@example.org>`. */
  readonly from: string
}

/** Where mail goes: an SMTP server, or something of your own. */
export type MailConfig = SmtpConfig | MailPort

export function isMailConfig(value: unknown): boolean {
  if (typeof value !== 'object' || value === null) return false
  const { send, url, from } = value as Partial<Record<'send' | 'url' | 'from', unknown>>
  if (send !== undefined) return typeof send === 'function'
  return (
    typeof url === 'string' && /^smtps?:\/\/./.test(url) && URL.canParse(url) && typeof from === 'string' && from !== ''
  )
}
