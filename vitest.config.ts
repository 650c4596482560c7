import { defineConfig } from 'vitest/config'
import { requireNewNode } from './scripts/ready/find-node.mjs'

requireNewNode()

export default defineConfig({
  test: {
    include: ['tests/**/*.test.ts', 'tests/**/*.test.tsx'],
    exclude: ['tests/e2e/**', 'tests/electron/**', 'tests/shots/**', 'tests/bench/**'],
    pool: 'forks',
    testTimeout: 20_000,
    // What is waited for takes longer where other work shares the machine.
    expect: { poll: { timeout: 15_000 } },
  },
})
