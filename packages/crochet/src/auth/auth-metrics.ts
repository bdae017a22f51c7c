import type { AuthCounters } from '@crochet/content'
import type { Metric } from '@crochet/http'

const help: Readonly<Record<keyof AuthCounters, string>> = {
  logins: 'Sessions that were begun.',
  failures: 'Logins with a wrong password, or to an account that does not exist or is disabled.',
  delayed: 'Attempts refused because the account or the address had to wait.',
  busy: 'Attempts refused because too many passwords waited to be compared.',
}

/** What the auth collections have counted. */
export const authMetrics = (counters: AuthCounters): Metric[] =>
  Object.entries(help).map(([name, about]) => ({
    name: `crochet_auth_${name}_total`,
    help: about,
    kind: 'counter',
    values: [{ value: counters[name as keyof AuthCounters] }],
  }))
