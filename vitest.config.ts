import { availableParallelism } from 'node:os'
import { defineConfig } from 'vitest/config'
import { ClosingLine } from './scripts/closing-line.ts'

// Workspace packages resolve to their TypeScript sources, as they do under `node --conditions=crochet-source`.
const conditions = ['crochet-source', 'node', 'import', 'module', 'default']

export default defineConfig({
  resolve: { conditions },
  ssr: { resolve: { conditions } },
  test: {
    include: ['packages/*/test/**/*.test.ts', 'tests/**/*.test.ts', 'scripts/test/**/*.test.ts'],
    reporters: ['default', new ClosingLine()],
    // The published extensions import `@hocuspocus/server`, which is this repository's own source: one copy of it for all.
    server: { deps: { inline: [/\/@hocuspocus\/extension-/] } },
    // By default one processor is left to Vitest, which on a machine with two means one file after the other. Most of them wait for disks and sockets.
    maxWorkers: Math.max(2, availableParallelism() - 1),
    testTimeout: 60_000,
    hookTimeout: 60_000,
  },
})
