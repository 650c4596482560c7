import { defineConfig } from '@playwright/test'
import { findChromium } from './scripts/ready/find-chromium.mjs'
import { requireNewNode } from './scripts/ready/find-node.mjs'

requireNewNode()

/** Without one on the machine Playwright takes its own, and says how to install it if that is missing too. */
const executablePath = findChromium() ?? undefined

export default defineConfig({
  // Vitest keeps its reports in the same folder, and Playwright empties the one it is given.
  outputDir: 'test-results/browser',
  reporter: [['list'], ['json', { outputFile: 'test-results/browser.json' }]],
  workers: 1,
  retries: 0,
  forbidOnly: Boolean(process.env.CI),
  timeout: 60_000,
  expect: { timeout: 10_000 },
  use: {
    viewport: { width: 1280, height: 800 },
    screenshot: 'only-on-failure',
    trace: 'retain-on-failure',
    launchOptions: {
      executablePath,
      // Nothing may leave the machine during the tests, and in a closed network each attempt would only cost time.
      args: [
        '--disable-quic',
        '--no-first-run',
        '--disable-background-networking',
        '--disable-component-update',
        '--disable-sync',
      ],
    },
  },
  projects: [
    { name: 'browser', testDir: 'tests/e2e' },
    { name: 'electron', testDir: 'tests/electron' },
    { name: 'shots', testDir: 'tests/shots' },
  ],
})
