import { appendFileSync, cpSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { pathToFileURL } from 'node:url'
import type { MessagePort } from 'node:worker_threads'
import { createORPCClient } from '@orpc/client'
import { RPCLink } from '@orpc/client/message-port'
import type { ContractRouterClient } from '@orpc/contract'
import { afterAll, beforeAll, beforeEach, describe, expect, test, vi } from 'vitest'
import { checkShell } from '../../scripts/check-shell.ts'
import { isBuilt } from '../../scripts/ready/ensure-built.mjs'
import type { engineContract } from '../../shared/contract/engine.ts'
import { type ShellCommand, type shellContract, shellInfo } from '../../shared/contract/shell.ts'
import { findPolicyHoles } from '../../shared/page-security.ts'
import { installElectron } from '../support/electron-double/install.ts'
import type { PageMessage } from '../support/electron-double/page.ts'

const root = resolve(import.meta.dirname, '../..')
const out = join(root, 'out')
const isFresh = isBuilt(root)
const stale = 'out/ is missing or older than the sources: npm run build'

type Engine = ContractRouterClient<typeof engineContract>
type Shell = ContractRouterClient<typeof shellContract>

/** What the page's link does with the ports it is handed, without the page. */
function clientOf<T extends Engine | Shell>(port: MessagePort): T {
  const client: T = createORPCClient(new RPCLink({ port }))
  port.start()
  return client
}

test('the built shell is whole', async ({ skip }) => {
  if (!isFresh) skip(stale)
  expect(await checkShell(root, out)).toEqual([])
}, 60_000)

test('a shell that is not whole is found out', async ({ skip }) => {
  if (!isFresh) skip(stale)
  const dir = mkdtempSync(join(tmpdir(), 'niti-broken-'))
  const broken = join(dir, 'out')
  cpSync(out, broken, { recursive: true })
  rmSync(join(broken, 'main/sandbox-worker.js'))
  appendFileSync(join(broken, 'main/main.js'), '\nimport "not-installed/part"\n')
  appendFileSync(join(broken, 'preload/preload.cjs'), '\nrequire("node:fs")\n')
  appendFileSync(join(broken, 'main/engine.js'), '\nimport "electron"\n')
  const html =
    '<script>1</script><script src="./gone.js"></script><link href="https://example.com/a.css"><p onclick="1">'
  appendFileSync(join(broken, 'renderer/index.html'), html)
  const complaints = await checkShell(root, broken)
  rmSync(dir, { recursive: true })
  expect(complaints).toEqual(
    expect.arrayContaining([
      'main/sandbox-worker.js is missing',
      'main/main.js loads not-installed/part, which is no dependency',
      'preload.cjs loads node:fs',
      'engine.js loads electron, by way of main/engine.js',
      'index.html has an inline script',
      'index.html has an inline event handler',
      'index.html names gone.js, which is not there',
      'index.html names https://example.com/a.css, which is not ours',
      'engine.js ended before it was ready',
    ]),
  )
}, 60_000)

// The real built main process, preload and engine; Electron's own part is played by the double.
describe('the built shell, driven', () => {
  const home = mkdtempSync(join(tmpdir(), 'niti-shell-'))
  const electron = installElectron()
  const pages: { engines: Engine[]; shell: Shell | null; messages: PageMessage[] }[] = []
  const opened = join(home, 'opened.niti.json')

  const page = () => {
    const last = pages.at(-1)
    if (!last) throw new Error('no page was loaded')
    return last
  }
  const engine = () => {
    const last = page().engines.at(-1)
    if (!last) throw new Error('the page was handed no engine')
    return last
  }
  const shell = () => {
    const { shell } = page()
    if (!shell) throw new Error('the page was handed no shell')
    return shell
  }

  beforeAll(async () => {
    if (!isFresh) return
    process.env.NITI_HOME = home
    writeFileSync(opened, '{"name":"opened"}')
    process.argv.push('niti://runs/run_1')
    electron.around.pageScript = ({ window }) => {
      const seen: (typeof pages)[number] = { engines: [], shell: null, messages: [] }
      pages.push(seen)
      window.addEventListener('message', (event) => {
        const { data, ports, ...rest } = event as unknown as PageMessage // The double's windows post these.
        seen.messages.push({ data, ports, ...rest })
        const [enginePort, shellPort] = ports
        if (enginePort) seen.engines.push(clientOf<Engine>(enginePort))
        if (shellPort) seen.shell = clientOf<Shell>(shellPort)
      })
    }
    await import(/* @vite-ignore */ pathToFileURL(join(out, 'main/main.js')).href)
    electron.becomeReady()
    await vi.waitFor(() => expect(pages[0]?.engines).toHaveLength(1), 10_000)
  })
  beforeEach(({ skip }) => {
    if (!isFresh) skip(stale)
  })
  afterAll(async () => {
    if (electron.exitCode === null) electron.exit(0)
    await vi.waitFor(() => expect(electron.processes).toHaveLength(0))
    rmSync(home, { recursive: true, force: true })
  })

  test('one hardened window', () => {
    expect(electron.windows).toHaveLength(1)
    const options = electron.windows[0]?.options
    expect(options?.webPreferences).toMatchObject({
      contextIsolation: true,
      sandbox: true,
      nodeIntegration: false,
      nodeIntegrationInWorker: false,
      nodeIntegrationInSubFrames: false,
      webSecurity: true,
      allowRunningInsecureContent: false,
      experimentalFeatures: false,
      webviewTag: false,
      navigateOnDragDrop: false,
    })
    expect(options?.webPreferences.preload).toBe(join(out, 'preload/preload.cjs'))
    expect(electron.isSandboxed).toBe(true)
    expect(electron.errors).toEqual([])
  })

  test('the page is handed two ports, from its own window, and nothing else', () => {
    expect(page().messages).toHaveLength(1)
    expect(page().messages[0]).toMatchObject({ data: { niti: 'ports' }, origin: 'app://niti' })
    expect(page().messages[0]?.ports).toHaveLength(2)
  })

  test('a call goes from the page through its port to the engine and back', async () => {
    const about = await engine().settings.about()
    expect(about).toMatchObject({ dataDir: home, host: 'electron', secrets: 'os-keychain' })
    expect((await engine().settings.change({ theme: 'dark' })).theme).toBe('dark')
  })

  test('the engine refuses what the contract does not allow', async () => {
    const wrong = { theme: 'pink' } as unknown as { theme: 'dark' } // On purpose.
    await expect(engine().settings.change(wrong)).rejects.toMatchObject({ code: 'BAD_REQUEST' })
  })

  test('what is sent with the page has no hole', async () => {
    const response = await electron.session.request('app://niti/')
    expect(response.status).toBe(200)
    expect(findPolicyHoles(response.headers.get('content-security-policy') ?? '')).toEqual([])
    expect((await electron.session.request('app://niti/..%2fmain%2fmain.js')).status).toBe(404)
  })

  test('the shell tells about itself and takes title and theme', async () => {
    expect(shellInfo.parse(await shell().info()).dataDir).toBe(home)
    await shell().setTitle({ title: 'Digest' })
    expect(electron.windows[0]?.title).toBe('Digest – Niti')
    await shell().setTheme({ theme: 'dark' })
    expect(electron.theme.themeSource).toBe('dark')
    expect(JSON.parse(readFileSync(join(home, 'shell/shell.json'), 'utf8'))).toMatchObject({ theme: 'dark' })
  })

  test('links, files and menu clicks reach the page, also those from before it listened', async () => {
    const commands = await shell().commands()
    const next = async (): Promise<ShellCommand | undefined> => {
      const { value, done } = await commands.next()
      return done ? undefined : value
    }
    expect(await next()).toEqual({ kind: 'open-link', path: ['runs', 'run_1'], query: {} })
    electron.app.emit('second-instance', {}, ['niti', 'opened.niti.json'], home)
    expect(await next()).toEqual({ kind: 'open-file', name: 'opened.niti.json', text: '{"name":"opened"}' })
    const run = electron.menu.flatMap((menu) => menu.submenu ?? []).find(({ label }) => label === 'Run')
    run?.click?.()
    expect(await next()).toEqual({ kind: 'menu', command: 'run' })
    electron.app.emit('second-instance', {}, ['niti', 'niti://oauth?code=c&state=s'], home)
    expect(await next()).toEqual({ kind: 'open-link', path: ['oauth'], query: { code: 'c', state: 's' } })
    expect(await engine().integrations.oauthAnswer({ url: 'niti://oauth?code=c&state=s' })).toEqual({ isKnown: false })
    await commands.return()
  })

  test('a message from another page is not answered', async () => {
    const sender = electron.windows[0]?.webContents
    electron.ipcMain.emit('niti:hello', { sender, senderFrame: { url: 'https://example.com/', parent: null } })
    electron.ipcMain.emit('niti:hello', { sender: {}, senderFrame: sender?.mainFrame })
    await engine().settings.get()
    expect(page().messages).toHaveLength(1)
  })

  test('when the engine dies the page is told, gets a new port, and finds all there', async () => {
    const states = await shell().engine()
    expect((await states.next()).value).toEqual({ state: 'running', restarts: 0 })
    const underWay = (await engine().runs.changes()).next()
    electron.processes[0]?.kill()
    await expect(underWay).rejects.toThrow()
    expect((await states.next()).value).toMatchObject({ state: 'starting', restarts: 1 })
    await vi.waitFor(() => expect(page().engines).toHaveLength(2), 10_000)
    expect(page().messages.at(-1)).toMatchObject({ data: { niti: 'engine-port' } })
    expect((await engine().settings.get()).theme).toBe('dark')
    await states.return()
  })

  test('a page that loads anew gets ports of its own', async () => {
    electron.windows[0]?.webContents.reload()
    await vi.waitFor(() => expect(pages[1]?.engines).toHaveLength(1))
    expect((await engine().settings.get()).theme).toBe('dark')
    expect((await shell().info()).dataDir).toBe(home)
  })

  test('quitting closes the window, then the engine, then ends', async () => {
    const code = new Promise((done) => electron.processes[0]?.once('exit', done))
    electron.quit()
    expect(electron.windows).toHaveLength(0)
    expect(await code).toBe(0)
    await vi.waitFor(() => expect(electron.exitCode).toBe(0))
    expect(JSON.parse(readFileSync(join(home, 'shell/shell.json'), 'utf8')).window.isMaximized).toBe(false)
  })
})
