/** What the supervisor of `crochet dev` asks the process that serves. */
export type ToServer =
  /** Boot and listen: what is prepared may come into effect now. */
  | ({ readonly do: 'serve' } & ServeAt)
  /** Take in changes below ./hooks. */
  | { readonly do: 'swap'; readonly names: readonly string[] }
  | { readonly do: 'stop' }

/** Where to listen. */
export interface ServeAt {
  /** As the command line says, if it does. */
  readonly port: string | undefined
  readonly host: string | undefined
  /** Where the server listened before: taken again where any free port will do. */
  readonly before: number | undefined
}

/** What it answers. */
export type FromServer =
  /** The configuration has been loaded, and nothing else: no file of the project's data has been touched. */
  | { readonly is: 'prepared' }
  | { readonly is: 'serving'; readonly url: string; readonly report: string; readonly addresses: readonly string[] }
  | { readonly is: 'swapped'; readonly lines: readonly SwapLine[] }
  /** In which step it failed, in one line, and what to do. The process ends. */
  | {
      readonly is: 'failed'
      readonly message: string
      readonly hint: string | undefined
      readonly code: string | undefined
    }
  /** Files of the project that are imported from now on, as absolute paths; packages are left out. */
  | { readonly is: 'imports'; readonly files: readonly string[] }

/** What became of one swap. */
export type SwapLine =
  | { readonly is: 'done'; readonly what: string; readonly ms: number }
  | {
      readonly is: 'kept'
      readonly names: readonly string[]
      readonly message: string
      readonly hint: string | undefined
    }
  | { readonly is: 'restart'; readonly reason: string }
