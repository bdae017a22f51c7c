import type { FastifyInstance } from 'fastify'
import { pageHeaders } from '../security-headers.ts'

const policy =
  "default-src 'none'; script-src 'self'; connect-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'"

/** The token is behind the `#` of the address, which browsers send to nobody. */
const page = `<!doctype html>
<html lang="en">
<meta charset="utf-8">
<meta name="viewport" content="width=device-width">
<title>The first account</title>
<script type="module" src="first-register.js"></script>
<h1>The first account</h1>
<form>
<p><label>Email<br><input name="email" type="email" autocomplete="username" required></label>
<p><label>Password<br><input name="password" type="password" autocomplete="new-password" minlength="8" required></label>
<p><button>Make the account</button>
</form>
<p role="status"></p>
</html>
`

const script = `const form = document.querySelector('form')
const status = document.querySelector('[role=status]')
const token = location.hash.slice(1)
history.replaceState(null, '', location.pathname)
form.addEventListener('submit', async (event) => {
  event.preventDefault()
  const body = JSON.stringify({ ...Object.fromEntries(new FormData(form)), token })
  const answer = await fetch('first-register', { method: 'POST', headers: { 'content-type': 'application/json' }, body })
  const { message, errors = [] } = await answer.json()
  status.textContent = message ?? errors.map((one) => [one.path, one.message].filter(Boolean).join(' ')).join('; ')
  if (answer.ok) form.remove()
})
`

/** Serves the page that the link to the first account leads to. It is the same whether there is an account or not. */
export function firstUserPage(app: FastifyInstance, url: string): void {
  const headers = { ...pageHeaders(policy), 'cache-control': 'no-store' }
  app.get(url, async (_request, reply) => reply.headers(headers).type('text/html; charset=utf-8').send(page))
  app.get(`${url}.js`, async (_request, reply) =>
    reply.headers(headers).type('text/javascript; charset=utf-8').send(script),
  )
}
