import { type BrowserContext, test as base, expect, type Page } from '@playwright/test'
import { type AppServer, startAppServer } from './app-server.ts'
import type { ModelServer, ModelServerOptions } from './model-server.ts'
import { startOpenAiServer } from './openai-server.ts'

export { expect } from '@playwright/test'

type Options = {
  /** Given: the app's environment has a key for OpenAI, and `models` answers in its place. */
  openAi: ModelServerOptions | null
  /** What the app's environment holds beside that. */
  appEnv: Record<string, string>
}

/** What the page complained about. */
export type Complaints = {
  /** What fits belongs to the test: such as the browser's own words when a server is gone. */
  allow(pattern: RegExp): void
}

type Fixtures = {
  /** Strict: what was not scripted fails the test, and so does what was scripted in vain. */
  models: ModelServer
  /** The built `niti serve` on an empty data folder. */
  app: AppServer
  complaints: Complaints
}

/**
 * A test with the real app. `page` is open at its address. A console error, an uncaught error, a complaint of the content
 * policy or a line on the server's stderr fails the test.
 */
export const test = base.extend<Fixtures & Options>({
  openAi: [null, { option: true }],
  appEnv: [{}, { option: true }],
  locale: 'en-GB',
  colorScheme: 'light',
  actionTimeout: 10_000,

  models: async ({ openAi }, use) => {
    const server = await startOpenAiServer(openAi ?? {})
    await use(server)
    await server.close()
  },

  app: async ({ openAi, appEnv, models }, use) => {
    const key: Record<string, string> = openAi
      ? { OPENAI_API_KEY: 'sk-test-0123456789', OPENAI_BASE_URL: models.url }
      : {}
    const app = await startAppServer({ env: { ...key, ...appEnv } })
    try {
      await use(app)
    } finally {
      await app.close()
    }
    expect(app.stderr(), 'niti serve tells errors of its own on stderr, and there should be none').toBe('')
  },

  complaints: async ({ context }, use) => {
    const { allow, unexpected } = listenForComplaints(context)
    await use({ allow })
    expect(unexpected(), 'the page complained').toEqual([])
  },

  page: async ({ app, complaints, context }, use) => {
    void complaints
    const page = await context.newPage()
    await enterApp(page, app)
    await use(page)
  },
})

/** Opens the app by its address with the token, and waits for the page that follows it. */
export async function enterApp(page: Page, app: AppServer): Promise<void> {
  await page.goto(app.url)
  await expect(page.getByRole('navigation', { name: 'Main' })).toBeVisible()
}

/** Closes the app and opens it again, as a person does after the weekend. */
export async function reopenApp(page: Page, app: AppServer): Promise<void> {
  await page.goto('about:blank')
  await app.restart()
  await enterApp(page, app)
}

/** The content policy's complaints are console errors too. */
function listenForComplaints(context: BrowserContext) {
  const heard: string[] = []
  const allowed: RegExp[] = []
  context.on('console', (message) => {
    if (message.type() === 'error') heard.push(`${message.text()} (${message.location().url})`)
  })
  context.on('weberror', (error) => heard.push(`Uncaught: ${error.error().stack ?? error.error().message}`))
  return {
    allow: (pattern: RegExp) => void allowed.push(pattern),
    unexpected: () => heard.filter((text) => !allowed.some((pattern) => pattern.test(text))),
  }
}
