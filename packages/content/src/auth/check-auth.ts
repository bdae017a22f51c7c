import { isPlainObject } from '@crochet/hooks'
import { checkKeys, isText, type Problems } from '../config/check-parts.ts'
import { longestSession } from './auth-config.ts'

type Check = (value: unknown) => string | undefined

const within =
  (least: number, most: number): Check =>
  (value) =>
    Number.isSafeInteger(value) && Number(value) >= least && Number(value) <= most
      ? undefined
      : `write a whole number from ${least} to ${most}`
const flag: Check = (value) => (typeof value === 'boolean' ? undefined : 'write true or false')
const isFunction: Check = (value) => (typeof value === 'function' ? undefined : 'write a function')
const address: Check = (value) =>
  isText(value) && URL.canParse(value) && !value.includes('#') ? undefined : 'write an address without `#`'

const hour = 3_600_000
const checks: Readonly<Record<string, Check>> = {
  tokenExpiration: within(60, longestSession / 1000),
  maxLoginAttempts: within(1, 100),
  maxAttemptsPerAddress: within(1, 10_000),
  lockTime: within(1000, 24 * hour),
  useAPIKey: flag,
  removeTokenFromResponses: flag,
  forgotPassword: (value) => (isPlainObject(value) ? undefined : 'write an object: { url }'),
}
const ofForgotPassword: Readonly<Record<string, Check>> = {
  expiration: within(60_000, 24 * hour),
  mail: isFunction,
  url: address,
}

/** Checks `auth` of a collection. @param path as in `collections.users.auth` */
export function checkAuth(auth: unknown, path: string, problems: Problems): void {
  if (auth === undefined || typeof auth === 'boolean') return
  if (!isPlainObject(auth)) return problems.add(path, 'write true, or an object of options')
  checkEach(auth, path, { problems, checks })
  const { forgotPassword } = auth
  if (isPlainObject(forgotPassword))
    checkEach(forgotPassword, `${path}.forgotPassword`, { problems, checks: ofForgotPassword })
}

function checkEach(
  options: Record<string, unknown>,
  path: string,
  about: { problems: Problems; checks: Readonly<Record<string, Check>> },
): void {
  checkKeys(options, path, { problems: about.problems, known: Object.keys(about.checks) })
  for (const [name, value] of Object.entries(options)) {
    const flaw = value === undefined ? undefined : about.checks[name]?.(value)
    if (flaw !== undefined) about.problems.add(`${path}.${name}`, flaw)
  }
}
