import { createHooks, type Hooks, type Series } from '@crochet/hooks'
import { crochet, type Points } from '../engines/crochet.ts'
import type { Payload } from '../handlers.ts'
import type { Scenario } from '../scenario.ts'
import { warmUp } from '../warm-up.ts'

/** 20 handlers for 10 documents, 2 each; the payload belongs to one of them. */
export const filter: Scenario = {
  name: 'filter 2 of 20',
  async contenders(handlers) {
    type FilterPayload = Payload & { readonly document: string }
    const hooks = createHooks<Record<`bench:${string}`, Series<FilterPayload>>>()
    await warmUp(crochet(hooks as unknown as Hooks<Points>), handlers)
    const point = hooks.define('bench:measured', { kind: 'series', deadline: 0 })
    const filtered = handlers.measured('sync', 20).map((handler, index) => ({
      handler,
      id: `handler ${index}`,
      filter: { document: `documents/${index % 10}` },
    }))
    for (const record of filtered) hooks.on('bench:measured', record)
    const payload: FilterPayload = { weight: 1, document: 'documents/3' }
    const selected = filtered.filter((record) => record.filter.document === payload.document)
    const byHand = (chosen: typeof filtered) => (): void => {
      for (const record of chosen) if (record.filter.document === payload.document) void record.handler(payload)
    }
    return [
      { name: 'Crochet, 20 filtered handlers', awaiting: 'promises', dispatch: () => point.call(payload), runs: 2 },
      { name: 'by hand, 20 filters tested', awaiting: 'promises', dispatch: byHand(filtered), runs: 2 },
      { name: 'by hand, 2 filters tested', awaiting: 'promises', dispatch: byHand(selected), runs: 2 },
    ]
  },
}
