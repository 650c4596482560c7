import { expect, test } from '../support/app-test.ts'
import { sketchWorkflow } from '../support/app-workflows.ts'
import { openEditor } from '../support/page-editor.ts'
import { importWorkflow } from '../support/page-list.ts'

const document = sketchWorkflow('Code', 'start -> steps', {
  start: { type: 'manual' },
  steps: { type: 'code', params: { code: 'return 1 + 1' } },
})
const editorCode = /code-editor-view/

test('the editor’s own code cannot be had: the field says so, the rest goes on, and it comes when asked again', async ({
  page,
  complaints,
}) => {
  complaints.allow(/Failed to load resource|ERR_FAILED/)
  const editor = openEditor(page)
  // The page is never idle here: loading the code ahead at the wrong moment would mend what is to be seen broken.
  await page.addInitScript(() => {
    window.requestIdleCallback = () => 0
  })
  await page.route(editorCode, (route) => route.abort())
  await page.reload()
  await importWorkflow(page, document)
  await editor.card('Steps').click()
  const alert = editor.inspector.getByRole('alert').filter({ hasText: 'The editor could not be loaded.' }).first()
  await expect(alert).toBeVisible()
  await expect(editor.inspector).toContainText('return 1 + 1')
  await expect(editor.inspector.getByRole('textbox', { name: 'Title' })).toHaveValue('Steps')
  await editor.run.click()
  await expect(editor.runBar).toContainText('Succeeded')

  await page.unroute(editorCode)
  await alert.getByRole('button', { name: 'Try again' }).click()
  await expect(editor.field('JavaScript')).toContainText('return 1 + 1')
  await expect(alert).toBeHidden()
})

test('it is loaded ahead: the first field that needs it opens also when the server is gone by then', async ({
  page,
  app,
  complaints,
}) => {
  complaints.allow(/WebSocket|ERR_CONNECTION_REFUSED|Failed to load resource/)
  const editor = openEditor(page)
  const loaded = page.waitForResponse(editorCode)
  await page.reload()
  await importWorkflow(page, sketchWorkflow('Plain', 'start -> after', { start: { type: 'manual' } }))
  await (await loaded).finished()
  await editor.expectSaved()
  await app.kill()
  await editor.card('After').click()
  await expect(editor.field('Text')).toContainText('after')
  await app.start()
})
