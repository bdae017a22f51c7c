/** One run of a hook handler, as `GET /api/hooks/feed` tells of it. */
export interface HookRun {
  hook: string
  handler: string
  operation: string
  outcome: string
}

export interface HookFeed extends AsyncDisposable {
  /** Waits until a run of this operation has been told of that fulfils the condition, and gives all runs of the operation so far. */
  runsOf: (operation: string, until: (run: HookRun) => boolean) => Promise<HookRun[]>
}

/** Listens to the example's stream of hook runs; it is listening when the promise resolves. */
export async function listenToHooks(url: string): Promise<HookFeed> {
  const stopped = new AbortController()
  const response = await fetch(`${url}/api/hooks/feed`, { signal: stopped.signal })
  if (response.body === null) throw new TypeError(`The hook feed has no body (status ${response.status})`)
  const events = eventsIn(response.body)
  const hello = await events.next()
  if (!hello.done && hello.value.event !== 'hello') throw new TypeError('The hook feed does not begin with hello')
  const runs: HookRun[] = []

  return {
    runsOf: async (operation, until) => {
      const seen = (): HookRun[] => runs.filter((run) => run.operation === operation)
      while (!seen().some(until)) {
        const next = await events.next()
        if (next.done === true) throw new TypeError('The hook feed ended')
        runs.push(JSON.parse(next.value.data) as HookRun)
      }
      return seen()
    },
    [Symbol.asyncDispose]: async () => {
      stopped.abort()
      await events.return(undefined).catch(() => undefined)
    },
  }
}

/** Server-sent events as far as the feed uses them: one `event:` and one `data:` line each (HTML standard, section 9.2). */
async function* eventsIn(body: ReadableStream<Uint8Array>): AsyncGenerator<{ event: string; data: string }, undefined> {
  let rest = ''
  for await (const chunk of body.pipeThrough(new TextDecoderStream())) {
    const blocks = (rest + chunk).split('\n\n')
    rest = blocks.pop() ?? ''
    for (const block of blocks) {
      const field = (name: string): string => new RegExp(`^${name}: ?(.*)$`, 'm').exec(block)?.[1] ?? ''
      yield { event: field('event') || 'message', data: field('data') }
    }
  }
  return undefined
}
