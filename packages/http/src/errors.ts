interface CatalogueEntry {
  /** HTTP status of the answer; absent for what only the program that starts the server can meet. */
  readonly status?: number
  /** What to do about it. */
  readonly hint: string
}

/** Codes of the HTTP door. A code, once given, keeps its meaning and is never reused. Reference: docs/reference/errors.md. */
export const httpErrors = {
  // The request as such
  HTTP_REQUEST_INVALID: { status: 400, hint: 'Send a well-formed HTTP/1.1 request with one Host header (RFC 9112).' },
  HTTP_URL_INVALID: { status: 400, hint: 'Percent-encode the path; `%` must be followed by two hexadecimal digits.' },
  HTTP_URL_TOO_LONG: { status: 414, hint: 'Shorten the URL, or raise `limits.url` (bytes).' },
  HTTP_HEADERS_TOO_LARGE: { status: 431, hint: 'Send fewer or smaller headers, or raise `limits.headers` (bytes).' },
  HTTP_REQUEST_TIMEOUT: { status: 408, hint: 'Send the whole request within `limits.request` milliseconds.' },
  HTTP_ANSWER_TIMEOUT: {
    status: 503,
    hint: 'Try again later. The server did not answer within `limits.request` milliseconds: a hook or endpoint is slow.',
  },
  HTTP_RATE_LIMIT: { status: 429, hint: 'Wait for as many seconds as `Retry-After` says, or raise `rate`.' },
  HTTP_CLOSING: { status: 503, hint: 'The server is shutting down. Send the request again, on a new connection.' },

  // Finding who answers
  HTTP_ROUTE_UNKNOWN: { status: 404, hint: 'Check the path; collections are served at /api/<slug>.' },
  HTTP_METHOD_NOT_ALLOWED: { status: 405, hint: 'Use one of the methods in the Allow header of the answer.' },
  HTTP_ENDPOINTS_OFF: {
    status: 501,
    hint: 'The configuration says `endpoints: false` here; use the Local API, or change that.',
  },
  HTTP_OVERRIDE: {
    status: 400,
    hint: 'Send `X-HTTP-Method-Override` with POST only and with the value GET: for a query that is too long for a URL.',
  },
  HTTP_METHOD_UNKNOWN: { status: 501, hint: 'Use GET, HEAD, POST, PATCH or DELETE.' },
  HTTP_ORIGIN_REFUSED: {
    status: 403,
    hint: 'Open WebSockets from a page of the same host, or list the origin of the page under `origins`.',
  },

  HTTP_METRICS_TOKEN: { status: 401, hint: 'Send the token of the configuration as `Authorization: Bearer …`.' },

  // The body
  HTTP_BODY_TYPE: { status: 415, hint: 'Send the body as JSON with `Content-Type: application/json`, not compressed.' },
  HTTP_BODY_TOO_LARGE: { status: 413, hint: 'Send a smaller body, or raise `limits.body` (bytes).' },
  HTTP_BODY_JSON: { status: 400, hint: 'Send one JSON value in UTF-8 (RFC 8259), all of it.' },
  HTTP_BODY_SHAPE: { status: 400, hint: 'Send a JSON object whose keys are the names of fields.' },
  HTTP_BODY_DEPTH: { status: 413, hint: 'Nest objects and lists less deep, or raise `limits.jsonDepth`.' },
  HTTP_BODY_KEYS: { status: 413, hint: 'Send fewer keys in one request, or raise `limits.jsonKeys`.' },
  HTTP_BODY_KEY: { status: 400, hint: 'Leave out `__proto__`, and `prototype` inside `constructor`.' },

  // The query string
  HTTP_QUERY_UNKNOWN: {
    status: 400,
    hint: 'Leave the parameter out, or correct its name; `data.allowed` lists what this route takes.',
  },
  HTTP_QUERY_TWICE: { status: 400, hint: 'Give each parameter once; a list is written `name[]=a&name[]=b`.' },
  HTTP_QUERY_SHAPE: { status: 400, hint: 'Write parameters like `where[title][equals]=x&sort=-title&limit=10`.' },
  HTTP_QUERY_LIMIT: { status: 400, hint: 'Ask for less at once, or raise the limit that the message names.' },

  HTTP_JOB_UNKNOWN: { status: 404, hint: 'There is no such job; what is over is deleted after its retention.' },
  HTTP_JOB_STATE: {
    status: 409,
    hint: 'Look at the job: what is over cannot be cancelled, and only what is dead or cancelled retried.',
  },

  HTTP_WHERE_MISSING: {
    status: 400,
    hint: 'Say which documents are meant: `where[status][equals]=old`; all of them are `where[id][exists]=true`.',
  },
  HTTP_IF_MATCH: {
    status: 412,
    hint: 'Change the documents one by one, each with its own ETag, or leave the header out.',
  },

  // GraphQL
  GRAPHQL_SHAPE: {
    status: 400,
    hint: 'Send `{ query, operationName, variables }` as JSON, or a list of them; in a URL, `variables` is JSON.',
  },
  GRAPHQL_BATCH: { status: 400, hint: 'Send fewer queries at once, or raise `limits.graphqlBatch`.' },
  GRAPHQL_SYNTAX: { status: 400, hint: 'Correct the query at the place that `locations` names.' },
  GRAPHQL_INVALID: { status: 400, hint: 'Write the query in terms of the schema; `locations` names the places.' },
  GRAPHQL_VARIABLES: { status: 400, hint: 'Send variables of the types that the query declares.' },
  GRAPHQL_OPERATION: { status: 400, hint: 'Name one of the operations of the query with `operationName`.' },
  GRAPHQL_GET_MUTATION: { status: 405, hint: 'Send mutations with POST.' },
  GRAPHQL_CYCLE: { status: 400, hint: 'A fragment must not spread itself, also not through others.' },
  GRAPHQL_DEPTH: {
    status: 400,
    hint: 'Ask for less inside of less, or raise `limits.graphqlDepth` (fields) or `limits.depth` (relationships).',
  },
  GRAPHQL_COST: {
    status: 400,
    hint: 'Ask for fewer fields, relationships or documents at once, or raise `limits.graphqlCost`.',
  },
  GRAPHQL_VALUE: {
    status: 500,
    hint: 'A hook, or what is stored, gave a field a value of another type than its own; the log names the field.',
  },

  // The answer
  HTTP_ENDPOINT_RETURN: { status: 500, hint: 'Return a `Response` from the handler of the endpoint.' },
  HTTP_ANSWER_STREAM: {
    status: 500,
    hint: 'The body of an endpoint failed under way; its stream must give bytes (Uint8Array) only.',
  },
  HTTP_ANSWER_JSON: { status: 500, hint: 'Hooks must leave values that JSON can hold: no BigInt, no circle.' },

  // Setting up
  HTTP_LIMIT_INVALID: { hint: 'Give whole numbers greater than 0; names and defaults stand in `defaultLimits`.' },
  HTTP_RATE_INVALID: { hint: 'Write `rate` as `{ requests: 600, seconds: 60 }`, or leave it out.' },
  HTTP_METRICS_SHAPE: { hint: 'Write `metrics` as `{ token: process.env.METRICS_TOKEN }`, or leave it out.' },
  HTTP_PUBLIC_DIR: { hint: 'Point `publicDir` at an existing folder, or leave it out.' },
  HTTP_ORIGIN_INVALID: { hint: 'Write an origin as scheme, host and port only: `https://app.example.org`.' },
  HTTP_COOKIE_INVALID: {
    hint: 'Write `cookies` as `{ prefix, secure, sameSite, domain }`; `sameSite: "None"` needs `secure: true`.',
  },
  HTTP_ENDPOINT_SHAPE: {
    hint: 'Write an endpoint as `{ path: "/hooks/feed", method: "get", handler: (req) => new Response("…") }`.',
  },
  HTTP_ENDPOINT_TAKEN: { hint: 'Choose another path or method for the endpoint.' },
  HTTP_UPGRADE_TAKEN: { hint: 'Give each WebSocket path to one receiver.' },
  HTTP_UPGRADE_PATH: { hint: 'Write the path of a WebSocket with a leading slash and without a query: `/collab`.' },
  HTTP_LISTENING: { hint: 'Call `listen` once; add endpoints and upgrade paths before.' },
  HTTP_LISTEN_FAILED: {
    hint: 'Check that the port is free and the host is an address of this machine. The cause has the details.',
  },
  HTTP_CLOSED: { hint: 'Make a new door with `createHttp`.' },
} as const satisfies Record<string, CatalogueEntry>

export type HttpErrorCode = keyof typeof httpErrors

export interface HttpErrorDetails {
  /** Parameter or body path that is at fault (`where.title`). */
  readonly path?: string | undefined
  /** Facts for the caller's program: limits, names. Sent with the answer. */
  readonly data?: Readonly<Record<string, unknown>> | undefined
  readonly cause?: unknown
}

/** What the HTTP door itself refuses. `message` says what happened, `hint` what to do; `status` is 500 where nothing is to be answered. */
export class HttpError extends Error {
  override readonly name = 'HttpError'
  readonly code: HttpErrorCode
  readonly status: number
  readonly hint: string
  readonly path: string | undefined
  readonly data: Readonly<Record<string, unknown>> | undefined

  constructor(code: HttpErrorCode, message: string, details: HttpErrorDetails = {}) {
    super(message, details.cause === undefined ? undefined : { cause: details.cause })
    const entry: CatalogueEntry = httpErrors[code]
    this.code = code
    this.status = entry.status ?? 500
    this.hint = entry.hint
    this.path = details.path
    this.data = details.data
  }
}
