import { expect, type Locator, type Page } from '@playwright/test'

/** How a card, a run or a call stands, as its icon says it. */
export type State = 'Waiting for its turn' | 'Running' | 'Succeeded' | 'Failed' | 'Skipped' | 'Cancelled'

/** What the tests do in the editor, in the words of a person at the screen. */
export function openEditor(page: Page) {
  const canvas = page.getByRole('application', { name: 'Workflow canvas' })
  const palette = page.getByRole('complementary', { name: 'Nodes' })
  const inspector = page.getByRole('complementary', { name: 'Inspector' })
  const runBar = page.getByRole('toolbar', { name: 'Run' })
  const dock = page.getByRole('region', { name: 'Run and problems' })

  const card = (title: string): Locator =>
    canvas.getByRole('group').filter({ has: page.getByText(title, { exact: true }) })

  /** All of the cards; a wire is a group of another kind. */
  const cards = canvas.locator('.react-flow__node')
  const wires = canvas.locator('.react-flow__edge')

  async function drag(from: Locator, to: Locator): Promise<void> {
    // Hovering waits until neither end moves any more.
    await to.hover()
    await from.hover()
    await page.mouse.down()
    const end = await middleOf(to)
    await page.mouse.move(end.x - 12, end.y - 6, { steps: 6 })
    await page.mouse.move(end.x, end.y, { steps: 3 })
    await page.mouse.up()
  }

  return {
    canvas,
    palette,
    inspector,
    runBar,
    dock,
    card,
    cards,
    wires,
    run: runBar.getByRole('button', { name: /^Run/ }),
    stop: runBar.getByRole('button', { name: 'Stop' }),
    /** Empty space of the canvas. */
    pane: canvas.locator('.react-flow__pane'),

    async expectState(title: string, state: State): Promise<void> {
      await expect(card(title).getByRole('img', { name: state })).toBeVisible()
    },

    /** `Ask a model` to `Text template`, or from a branch: `connect('If', 'Write file', { from: 'true' })`. */
    async connect(from: string, to: string, ports: { from?: string; to?: string } = {}): Promise<void> {
      const output = card(from).getByLabel(ports.from ? `Output: ${ports.from}` : /^Output: /)
      const input = card(to).getByLabel(ports.to ? `Input: ${ports.to}` : /^Input: /)
      await drag(output, input)
    },
    drag,

    field: (name: string): Locator => inspector.getByRole('textbox', { name, exact: true }),
    tab: (name: 'Set-up' | 'Input' | 'Output' | 'Trace'): Locator => inspector.getByRole('tab', { name }),
    dockTab: (name: 'Timeline' | 'Log' | 'Problems' | 'History' | 'Versions'): Locator =>
      dock.getByRole('tab', { name: new RegExp(`^${name}`) }),

    /** Waits until everything done here is stored. */
    async expectSaved(): Promise<void> {
      await expect(page.getByRole('status').filter({ hasText: 'Saved' })).toBeVisible()
    },
  }
}

async function middleOf(locator: Locator): Promise<{ x: number; y: number }> {
  const box = await locator.boundingBox()
  if (!box) throw new Error('Nothing to see there.')
  return { x: box.x + box.width / 2, y: box.y + box.height / 2 }
}
