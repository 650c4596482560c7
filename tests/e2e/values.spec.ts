import { readFileSync } from 'node:fs'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { expect, test } from '../support/app-test.ts'
import { sketchWorkflow } from '../support/app-workflows.ts'
import { expectAccessible, expectLaidOut } from '../support/page-check.ts'
import { openEditor } from '../support/page-editor.ts'
import { importWorkflow } from '../support/page-list.ts'

const code = (steps: string) => ({ type: 'code', params: { code: steps } })

test('a large list pages on, one looks into what is inside it, and all of it can be saved', async ({ page }) => {
  const editor = openEditor(page)
  const row =
    "{ id: index, words: ('word ' + index + ' ').repeat(20), more: Array.from({ length: 2000 }, (_, i) => 'part ' + i) }"
  const document = sketchWorkflow('Large', 'start -> rows', {
    start: { type: 'manual' },
    rows: code(`return Array.from({ length: 320 }, (_, index) => (${row}))`),
  })
  await importWorkflow(page, document)
  await editor.run.click()
  await expect(editor.runBar).toContainText('Succeeded')
  await editor.card('Rows').click()
  await editor.tab('Output').click()
  const output = editor.inspector
  await expect(output).toContainText('320 entries in all')
  await expect(output).toContainText('220 more')
  await output.getByRole('button', { name: /^0 / }).click()
  await output.getByRole('button', { name: /^more / }).click()
  await expect(output).toContainText('part 2')
  await expectAccessible(page, 'a large value')
  await expectLaidOut(page, 'a large value')

  const box = output.getByRole('region', { name: 'Entries of the value' })
  // Only the rows in sight are drawn.
  const toEnd = () => box.evaluate((element) => element.scrollTo(0, element.scrollHeight))
  await toEnd()
  await box.getByRole('button', { name: 'Next 100' }).last().click()
  await expect(box.getByRole('button', { name: /^100 / })).toBeVisible()
  await toEnd()
  await expect(box).toContainText('120 more')

  const saving = page.waitForEvent('download')
  await output.getByRole('button', { name: /^Save .* as a file$/ }).click()
  const file = await saving
  expect(file.suggestedFilename()).toMatch(/\.json$/)
})

test('a long text goes on in pieces', async ({ page }) => {
  const editor = openEditor(page)
  const document = sketchWorkflow('Long', 'start -> book', {
    start: { type: 'manual' },
    book: code("return Array.from({ length: 20000 }, (_, i) => 'line ' + i).join('\\n')"),
  })
  await importWorkflow(page, document)
  await editor.run.click()
  await expect(editor.runBar).toContainText('Succeeded')
  await editor.card('Book').click()
  await editor.tab('Output').click()
  await expect(editor.inspector).toContainText('line 500')
  await expect(editor.inspector).not.toContainText('line 1500')
  await editor.inspector.getByRole('button', { name: 'Next 10,000 characters' }).click()
  await expect(editor.inspector).toContainText('line 1500')
})

test('a picture that came from the web is shown, and saved as it was', async ({ page }) => {
  const picture = Buffer.from(
    'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==',
    'base64',
  )
  const server = createServer((_request, response) => {
    response.writeHead(200, { 'content-type': 'image/png', 'content-disposition': 'attachment; filename="dot.png"' })
    response.end(picture)
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  try {
    const { port } = server.address() as AddressInfo // it listens on a port, not on a pipe
    const editor = openEditor(page)
    const params = { url: `http://127.0.0.1:${port}/`, allowPrivate: true }
    const document = sketchWorkflow('Picture', 'start -> fetch', {
      start: { type: 'manual' },
      fetch: { type: 'http-request', params },
    })
    await importWorkflow(page, document)
    await editor.run.click()
    await expect(editor.runBar).toContainText('Succeeded')
    await editor.card('Fetch').click()
    await editor.tab('Output').click()
    await expect(editor.inspector).toContainText('dot.png')
    const preview = editor.inspector.getByRole('img', { name: 'Preview of dot.png' })
    // Under the page's own policy: an address of bytes in memory may be a picture.
    await expect.poll(() => preview.evaluate((image: HTMLImageElement) => image.naturalWidth)).toBe(1)
    await expectAccessible(page, 'a file')
    const saving = page.waitForEvent('download')
    await editor.inspector.getByRole('button', { name: 'Download dot.png' }).click()
    const saved = await saving
    expect(saved.suggestedFilename()).toBe('dot.png')
    expect(readFileSync(await saved.path()).equals(picture)).toBe(true)
  } finally {
    server.close()
  }
})
