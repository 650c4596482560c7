import { enterApp, expect, test } from '../support/app-test.ts'
import { promptWorkflow } from '../support/app-workflows.ts'
import { openEditor } from '../support/page-editor.ts'
import { goTo, importWorkflow, workflowCard } from '../support/page-list.ts'

test.use({ openAi: {} })

test('everything is there after the app was closed and opened again', async ({ page, app, models, context }) => {
  models.answer({ text: 'The kettle whistles.', usage: { inputTokens: 1000, outputTokens: 1000 } })
  await importWorkflow(page, promptWorkflow('Kettle talk', 'What does the kettle do?'))
  const before = openEditor(page)
  await before.run.click()
  await expect(before.runBar).toContainText('Succeeded')
  // Changed after the run: the old run must show what ran.
  await before.card('Ask').click()
  await before.field('Prompt').fill('Something else entirely.')
  await before.expectSaved()
  await page.close()
  await app.restart()

  const again = await context.newPage()
  await enterApp(again, app)
  const editor = openEditor(again)

  await test.step('the list', async () => {
    const card = workflowCard(again, 'Kettle talk')
    await expect(card.getByRole('img', { name: 'Succeeded' })).toBeVisible()
    await expect(card).toContainText('$0.00075 this month')
    await card.getByRole('link', { name: 'Kettle talk' }).click()
  })

  await test.step('the draft, and what a run of it is likely to cost', async () => {
    // Its answer is expected to be as long as the last one; the prompt is another by now, and counted.
    await expect(editor.runBar).toContainText('about $0.00060')
    await editor.card('Ask').click()
    await expect(editor.field('Prompt')).toHaveText('Something else entirely.')
  })

  await test.step('the old run on the canvas', async () => {
    await editor.dockTab('History').click()
    await editor.dock.getByRole('link').first().click()
    await expect(again.getByText('You are looking at a run of')).toBeVisible()
    await editor.expectState('Ask', 'Succeeded')
    await expect(editor.card('Ask')).toContainText('$0.00075')
    await expect(editor.card('Ask')).toContainText('What does the kettle do?')
  })

  await test.step('its prompt and reply', async () => {
    await editor.card('Ask').click()
    await editor.tab('Trace').click()
    await expect(editor.inspector).toContainText('What does the kettle do?')
    await expect(editor.inspector).toContainText('The kettle whistles.')
    await editor.card('After').click()
    await editor.tab('Output').click()
    await expect(editor.inspector).toContainText('They said: The kettle whistles.')
  })

  await test.step('back to the draft, which is as it was', async () => {
    await again.getByRole('button', { name: 'Back to the draft' }).click()
    await editor.card('Ask').click()
    await editor.tab('Set-up').click()
    await expect(editor.field('Prompt')).toHaveText('Something else entirely.')
  })

  await test.step('the screen of all runs', async () => {
    await goTo(again, 'Runs')
    await expect(again.getByRole('region', { name: 'Runs' }).getByRole('link')).toContainText('$0.00075')
    await expect(again.getByRole('heading', { name: 'Kettle talk' })).toBeVisible()
    await editor.expectState('After', 'Succeeded')
  })
})

test('a run that a crash cut off goes on when the app is started again', async ({ page, app, models, context }) => {
  const call = models.answer({ text: 'Never ends.', chunks: ['Never ', 'ends.'], stopAfter: { pieces: 1, by: 'hold' } })
  await importWorkflow(page, promptWorkflow('Cut off'))
  const before = openEditor(page)
  await before.run.click()
  await call.arrived
  await before.expectState('Ask', 'Running')
  await page.close()
  await app.kill()
  await call.clientLeft
  models.answer({ text: 'It ended.' })
  await app.start()

  const again = await context.newPage()
  await enterApp(again, app)
  await expect(workflowCard(again, 'Cut off').getByRole('img', { name: 'Succeeded' })).toBeVisible()
  await goTo(again, 'Runs')
  const editor = openEditor(again)
  await editor.expectState('Ask', 'Succeeded')
  await editor.card('After').click()
  await expect(again.getByRole('complementary', { name: 'What the node did' })).toContainText('Succeeded')
  await expect(again.getByRole('region', { name: 'Runs' }).getByRole('link')).toHaveCount(1)
})

test('a page whose server is gone says so, and what is typed meanwhile is not lost', async ({
  page,
  app,
  complaints,
}) => {
  complaints.allow(/WebSocket connection to .* failed/)
  // A piece that the page loads ahead while it is idle may be under way as the server goes.
  complaints.allow(/Failed to load resource: net::ERR_CONNECTION_(RESET|REFUSED)/)
  const editor = openEditor(page)
  await importWorkflow(page, promptWorkflow('Alone'))
  await editor.card('After').click()
  // The field's own code is loaded when it is first shown, which a server that is gone cannot do any more.
  await expect(editor.field('Text')).toBeVisible()
  await app.kill()
  await expect(page.getByRole('alert').filter({ hasText: 'The connection to the engine is lost' })).toBeVisible()
  await editor.field('Text').fill('Typed while the engine was away')
  await expect(page.getByRole('status').filter({ hasText: 'Saving…' })).toBeVisible()

  await app.start()
  // The new server does not know this page; its address, opened beside, lets the browser in again.
  const door = await page.context().newPage()
  await enterApp(door, app)
  await expect(page.getByRole('alert').filter({ hasText: 'The connection to the engine is lost' })).toBeHidden()
  await editor.expectSaved()
  await page.reload()
  await editor.card('After').click()
  await expect(editor.field('Text')).toHaveText('Typed while the engine was away')
})
