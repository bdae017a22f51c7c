/** On every answer: nothing is guessed, framed, or told to other sites. */
const everywhere = {
  'x-content-type-options': 'nosniff',
  'x-frame-options': 'DENY',
  'referrer-policy': 'no-referrer',
  'cross-origin-opener-policy': 'same-origin',
  'cross-origin-resource-policy': 'same-origin',
}

/** For answers that are data: should a browser ever show one as a page, that page can do nothing. */
export const answerHeaders: Readonly<Record<string, string>> = {
  ...everywhere,
  'content-security-policy': "default-src 'none'; frame-ancestors 'none'",
  'cache-control': 'no-store',
}

/** For pages: only what the server itself serves, no inline scripts or styles, no plug-ins, no frames around it. */
export const defaultPagePolicy: string =
  "default-src 'self'; img-src 'self' data:; object-src 'none'; base-uri 'none'; form-action 'self'; frame-ancestors 'none'"

/** @param policy the content-security-policy of pages */
export const pageHeaders = (policy: string): Readonly<Record<string, string>> => ({
  ...everywhere,
  'content-security-policy': policy,
})
