import { defineConfig } from 'vitest/config'

const conditions = ['crochet-source', 'node', 'import', 'module', 'default']

// `conditions` makes workspace packages resolve to their TypeScript source, as `node --conditions=crochet-source` does.
export default defineConfig({
  resolve: { conditions },
  ssr: { resolve: { conditions } },
  test: {
    include: ['packages/*/test/**/*.test.ts', 'tests/**/*.test.ts', 'examples/*/test/**/*.test.ts', 'scripts/test/**/*.test.ts'],
    testTimeout: 30_000,
    hookTimeout: 60_000,
  },
})
