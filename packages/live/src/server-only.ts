/** What this package is in a page (export condition `browser`): one sentence about why it cannot be there. */
throw Object.assign(
  new TypeError(
    'The package "@crochet/live" works on the server only: import it in no module that a page imports, or only types of it.',
  ),
  { code: 'SERVER_ONLY' },
)
export {}
