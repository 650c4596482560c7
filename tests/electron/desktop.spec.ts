import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { type ElectronApplication, _electron as electron, expect, type Page, test } from '@playwright/test'
import { findDesktop, withoutRunAsNode } from '../../scripts/ready/find-desktop.mjs'

const root = resolve(import.meta.dirname, '../..')
const desktop = findDesktop({ root, isSuperuser: false })
const executablePath = 'electron' in desktop ? desktop.electron : ''
const why = 'why' in desktop ? desktop.why : ''
if (why) console.log(`The desktop tests are skipped: ${why}.`)

test.skip(why !== '', why)
test.describe.configure({ mode: 'serial' })

let home: string
let app: ElectronApplication
let page: Page

async function launch(extra: string[] = []): Promise<void> {
  // Chromium refuses to run as root with its sandbox on; only the tests switch it off, and only then.
  const sandbox = process.getuid?.() === 0 ? ['--no-sandbox'] : []
  const env = Object.entries({
    ...withoutRunAsNode(process.env),
    NITI_HOME: home,
    OPENAI_API_KEY: '',
    GEMINI_API_KEY: '',
  })
  app = await electron.launch({
    executablePath,
    args: [...sandbox, root, ...extra],
    cwd: home,
    env: Object.fromEntries(env.filter((entry): entry is [string, string] => entry[1] !== undefined)),
  })
  page = await app.firstWindow()
}

/** The engine's own process, as Electron counts it. */
function engineProcess(): Promise<number | undefined> {
  return app.evaluate(({ app: main }) => main.getAppMetrics().find(({ name }) => name === 'Niti engine')?.pid)
}

const newWorkflow = () => page.getByRole('button', { name: 'New workflow' }).first()

test.beforeAll(async () => {
  home = mkdtempSync(join(tmpdir(), 'niti-desktop-'))
  await launch()
})
test.afterAll(async () => {
  if (!home) return
  await app?.close()
  rmSync(home, { recursive: true, force: true })
})

test('one window shows the page from its own scheme', async () => {
  expect(page.url()).toMatch(/^app:\/\/niti\//)
  await expect(newWorkflow()).toBeVisible()
  expect(app.windows()).toHaveLength(1)
})

// As text, because these run in the page, whose types these tests do not have. No https address: that would open outside.
test('the page is walled in', async () => {
  const names = ['require', 'process', 'module', 'Buffer', 'electron', 'ipcRenderer', 'global']
  expect(await page.evaluate(`${JSON.stringify(names)}.filter((name) => name in globalThis)`)).toEqual([])
  expect(await page.evaluate(`window.open('http://example.com/') === null`)).toBe(true)
  const fetched = (url: string) => page.evaluate(`fetch('${url}').then(({ status }) => status, () => 'refused')`)
  expect(await fetched('https://example.com/')).toBe('refused')
  expect(await fetched('app://niti/..%2fmain%2fmain.js')).toBe(404)
  const inject = `document.head.append(Object.assign(document.createElement('script'), { text: 'injected = true' }))`
  await page.evaluate(`void ${inject}`)
  expect(await page.evaluate(`'injected' in window`)).toBe(false)
  await page.evaluate(`void window.location.assign('http://example.com/')`)
  await expect(newWorkflow()).toBeVisible()
  expect(page.url()).toMatch(/^app:\/\/niti\//)
  expect(app.windows()).toHaveLength(1)
})

test('no permission is given', async () => {
  const ask = `navigator.permissions.query({ name: 'geolocation' }).then(({ state }) => state)`
  expect(await page.evaluate(ask)).toBe('denied')
})

test('the engine answers, and again after its process was killed', async () => {
  const before = await engineProcess()
  expect(before).toBeDefined()
  if (before) process.kill(before, 'SIGKILL')
  await expect.poll(engineProcess, { timeout: 15_000 }).not.toBe(before)
  await expect.poll(engineProcess, { timeout: 15_000 }).toBeDefined()
  await newWorkflow().click()
  await expect(page.locator('.react-flow')).toBeVisible()
})

test('what was made is there after a restart, and a file given at the start is opened', async () => {
  await app.close()
  const file = join(home, 'broken.niti.json')
  writeFileSync(file, '{')
  await launch([file])
  await expect(page.getByText('broken.niti.json')).toBeVisible()
  await expect(page.getByText('Untitled workflow').first()).toBeVisible()
})
