import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { chromium, type Page } from 'playwright'
import { chain, grid } from './workflows.ts'

const rounds = 3

/** Milliseconds from the start of loading the page. */
type Paint = { firstPaintMs: number; interactiveMs: number }

/**
 * The editor opened on a workflow of 1,000 nodes in a real browser, beside the same page with one node. Interactive: the
 * cards are there, and a click on one has selected it.
 */
export async function measureCanvas(root: string, executablePath: string) {
  const home = mkdtempSync(join(tmpdir(), 'niti-bench-'))
  const server = spawn(process.execPath, [join(root, 'out', 'main', 'cli.js'), 'serve', '--json'], {
    env: { ...process.env, NITI_HOME: home },
    stdio: ['ignore', 'pipe', 'inherit'],
  })
  try {
    const url = await readUrl(server)
    const large = await importWorkflow(root, home, grid(1_000))
    const small = await importWorkflow(root, home, chain(1))
    const browser = await chromium.launch({
      executablePath,
      args: ['--disable-quic', '--disable-background-networking'],
    })
    try {
      const page = await browser.newPage({ viewport: { width: 1280, height: 800 } })
      await page.goto(url)
      // The door lets the browser in and sends it on; only then may it be sent elsewhere.
      await page.getByRole('navigation').first().waitFor()
      const nodes1000 = await measurePage(page, `${new URL(url).origin}/#/workflows/${large}`)
      const floor = await measurePage(page, `${new URL(url).origin}/#/workflows/${small}`)
      const ratio = Math.round((nodes1000.interactiveMs / floor.interactiveMs) * 100) / 100
      return { nodes1000, oneNode: floor, ratio }
    } finally {
      await browser.close()
    }
  } finally {
    server.kill('SIGTERM')
    await once(server, 'exit')
    rmSync(home, { recursive: true, force: true })
  }
}

async function readUrl(server: ChildProcess): Promise<string> {
  if (!server.stdout) throw new Error('the server has no output')
  for await (const line of createInterface({ input: server.stdout })) return JSON.parse(line).url
  throw new Error('the server ended without an address')
}

async function importWorkflow(root: string, home: string, workflow: object): Promise<string> {
  const file = join(home, 'bench.niti.json')
  writeFileSync(file, JSON.stringify(workflow))
  const args = [join(root, 'out', 'main', 'cli.js'), 'import', file, '--json']
  const child = spawn(process.execPath, args, {
    env: { ...process.env, NITI_HOME: home },
    stdio: ['ignore', 'pipe', 'inherit'],
  })
  for await (const line of createInterface({ input: child.stdout })) return JSON.parse(line).workflowId
  throw new Error('nothing was imported')
}

async function measurePage(page: Page, address: string): Promise<Paint> {
  let best: Paint = { firstPaintMs: Number.POSITIVE_INFINITY, interactiveMs: Number.POSITIVE_INFINITY }
  for (let round = 0; round < rounds; round++) {
    // Leaving first makes the next address a new load, not a change of its hash.
    await page.goto('about:blank')
    await page.goto(address)
    const card = page.locator('.react-flow__node').first()
    await card.click()
    await page.locator('.react-flow__node.selected').waitFor()
    const paint = await page.evaluate(() => ({
      firstPaintMs: Math.round(performance.getEntriesByName('first-contentful-paint')[0]?.startTime ?? Number.NaN),
      interactiveMs: Math.round(performance.now()),
    }))
    if (paint.interactiveMs < best.interactiveMs) best = paint
  }
  return best
}
