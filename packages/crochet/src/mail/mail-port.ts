import type { MailPort } from '@crochet/content'
import type { MailConfig, SmtpConfig } from './mail-config.ts'

/** @returns `undefined` where nothing is configured: then mail goes to the log */
export function mailPortOf(config: MailConfig | undefined): MailPort | undefined {
  if (config === undefined || 'send' in config) return config
  return smtp(config)
}

/** Sends by SMTP. nodemailer is loaded by the first mail: most starts of an application send none. */
function smtp({ url, from }: SmtpConfig): MailPort {
  let transport: ReturnType<typeof connect> | undefined
  return {
    async send({ to, subject, text, html }) {
      const { sendMail } = await (transport ??= connect(url))
      // As an object: what an address contains is not read as a list of addresses.
      await sendMail({ from, to: { name: '', address: to }, subject, text, ...(html === undefined ? {} : { html }) })
    },
  }
}

/** Milliseconds. */
const timeouts = { connectionTimeout: 10_000, greetingTimeout: 10_000, socketTimeout: 30_000 }

async function connect(url: string): Promise<{ sendMail: (mail: object) => Promise<unknown> }> {
  const { createTransport } = await import('nodemailer')
  const transporter = createTransport({ url, ...timeouts })
  return { sendMail: (mail) => transporter.sendMail(mail) }
}
