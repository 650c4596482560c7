import { resolve } from 'node:path'
import { defineConfig } from 'vitest/config'
import { brandIcons } from './scripts/brand-icons.ts'
import { requireNewNode } from './scripts/ready/find-node.mjs'

requireNewNode()

const shared = {
  pool: 'forks' as const,
  testTimeout: 20_000,
  // What is waited for takes longer where other work shares the machine.
  expect: { poll: { timeout: 15_000 } },
}

const conformance = ['tests/conformance/**/*.test.ts']

export default defineConfig({
  // The page's pictures of brands are made when it is built.
  plugins: [brandIcons(resolve(import.meta.dirname, 'electron/engine/integrations'))],
  test: {
    projects: [
      {
        test: {
          ...shared,
          name: 'unit',
          include: ['tests/**/*.test.ts', 'tests/**/*.test.tsx'],
          exclude: ['tests/e2e/**', 'tests/electron/**', 'tests/shots/**', 'tests/bench/**', ...conformance],
        },
      },
      // Against the vendors' own documents, where they are beside the project: a suite of its own, with a report.
      { test: { ...shared, name: 'conformance', include: conformance } },
    ],
  },
})
