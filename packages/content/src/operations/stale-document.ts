import { Conflict } from '../errors.ts'

/** The stored document is not the one that the pipeline started from. */
export class StaleDocument extends Conflict {
  constructor(name: string) {
    super(
      'CONFLICT',
      `The document of "${name}" was changed by someone else, or by one of the hooks, before it was written.`,
    )
  }
}
