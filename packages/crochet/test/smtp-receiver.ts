import { once } from 'node:events'
import { createServer, type AddressInfo, type Socket } from 'node:net'

/** A server that takes mail by SMTP (RFC 5321), and keeps what it was sent. */
export interface SmtpReceiver extends AsyncDisposable {
  readonly url: string
  /** Envelope and text of each mail. */
  readonly mails: { from: string; to: string[]; text: string }[]
}

export async function smtpReceiver(): Promise<SmtpReceiver> {
  const mails: SmtpReceiver['mails'] = []
  const sockets = new Set<Socket>()
  const server = createServer((socket) => {
    sockets.add(socket)
    socket.on('error', () => socket.destroy())
    talk(socket, mails)
  })
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  return {
    url: `smtp://127.0.0.1:${(server.address() as AddressInfo).port}`,
    mails,
    async [Symbol.asyncDispose]() {
      for (const socket of sockets) socket.destroy()
      server.close()
      await once(server, 'close')
    },
  }
}

function talk(socket: Socket, mails: SmtpReceiver['mails']): void {
  let waiting = ''
  let isText = false
  let mail = { from: '', to: [] as string[], text: '' }
  const say = (line: string): boolean => socket.write(`${line}\r\n`)
  say('220 receiver')
  socket.on('data', (bytes) => {
    waiting += bytes.toString()
    const lines = waiting.split('\r\n')
    waiting = lines.pop() ?? ''
    for (const line of lines) take(line)
  })

  function take(line: string): void {
    if (isText) {
      if (line !== '.') return void (mail.text += `${line}\n`)
      isText = false
      mails.push(mail)
      mail = { from: '', to: [], text: '' }
      return void say('250 taken')
    }
    const [, command = '', rest = ''] = /^(\w+)(.*)$/.exec(line) ?? []
    if (command === 'MAIL') mail.from = rest
    if (command === 'RCPT') mail.to.push(rest)
    if (command === 'DATA') isText = true
    say(command === 'DATA' ? '354 go on' : command === 'QUIT' ? '221 bye' : '250 receiver')
  }
}
