import { enterApp, expect, test } from '../support/app-test.ts'
import { sketchWorkflow } from '../support/app-workflows.ts'
import { expectAccessible, expectLaidOut } from '../support/page-check.ts'
import { openEditor } from '../support/page-editor.ts'
import { importWorkflow } from '../support/page-list.ts'

const chain = () =>
  sketchWorkflow('Chain', 'alpha -> beta -> gamma', {
    beta: { type: 'template', params: { text: 'After {{ alpha }}' } },
  })

for (const colorScheme of ['light', 'dark'] as const) {
  test.describe(`in ${colorScheme}`, () => {
    test.use({ colorScheme, contextOptions: { reducedMotion: 'reduce' } })

    test('publish, change, look at what was, and bring it back', async ({ page, app, context }) => {
      const editor = openEditor(page)
      const dot = page.getByRole('navigation', { name: 'Open workflows' }).getByRole('img', {
        name: 'Changes not published yet',
      })
      const list = page.getByRole('list', { name: 'Versions of this workflow' })
      await importWorkflow(page, chain())

      await test.step('publish, by the keyboard', async () => {
        await page.getByRole('button', { name: 'Publish' }).focus()
        await page.keyboard.press('Enter')
        const form = page.getByRole('dialog', { name: 'Publish the draft' })
        await expect(form).toContainText('Nothing is published yet')
        await expectAccessible(page, 'the form for publishing')
        await form.getByRole('textbox', { name: 'Note' }).fill('First out')
        await page.keyboard.press('Enter')
        await expect(page.getByText('Version 1 is published')).toBeVisible()
        await expect(page.getByRole('button', { name: 'Published' })).toBeVisible()
        await expect(dot).toBeHidden()
      })

      await test.step('a change to the draft shows on the tab', async () => {
        await editor.card('Beta').click()
        await editor.field('Text').fill('Quite another text')
        await editor.card('Gamma').click()
        await page.keyboard.press('Delete')
        await editor.expectSaved()
        await expect(dot).toBeVisible()
        await expect(page.getByRole('button', { name: 'Publish' })).toBeVisible()
      })

      await test.step('a version kept by hand', async () => {
        await editor.dockTab('Versions').click()
        await expect(list.getByRole('listitem')).toHaveCount(1)
        await page.getByRole('button', { name: 'Keep this version' }).click()
        await page.getByRole('textbox', { name: 'Note' }).fill('Without gamma')
        await page.keyboard.press('Enter')
        const newest = list.getByRole('listitem').first()
        await expect(newest).toContainText('Without gamma')
        await expect(newest).toContainText('1 node removed, 1 node changed, 1 wire changed')
        await expect(list.getByRole('listitem').last()).toContainText('Published now')
        // A message that is just sliding away would lie outside of the window.
        for (const message of ['Version 1 is published', 'Kept as version 2']) {
          await expect(page.getByText(message)).toHaveCount(0)
        }
        await expectAccessible(page, 'the list of versions')
        await expectLaidOut(page, 'the list of versions')
      })

      await test.step('the published one on the canvas, with what is different', async () => {
        await list.getByRole('link', { name: /First out/ }).focus()
        await page.keyboard.press('Enter')
        await expect(page.getByText('You are looking at')).toContainText('Version 1')
        await expect(editor.cards).toHaveCount(3)
        await expect(editor.canvas.getByText('Changed since')).toBeVisible()
        await expect(editor.canvas.getByText('Not in the draft')).toBeVisible()
        const differences = page.getByRole('complementary', { name: 'What is different' })
        await expect(differences).toContainText('After {{ alpha }}')
        await expect(differences).toContainText('Quite another text')
        await expect(differences).toContainText('beta (out) → gamma (in)')
        await differences.getByRole('button', { name: 'Gamma' }).click()
        await expect(editor.card('Gamma').locator('[data-selected]')).toBeVisible()
        await expectAccessible(page, 'an old version')
        await expectLaidOut(page, 'an old version')
        await page.reload()
        await expect(editor.canvas.getByText('Changed since')).toBeVisible()
      })

      await test.step('restore, undo that, and restore from the list', async () => {
        await page.getByRole('status').getByRole('button', { name: 'Restore' }).click()
        await expect(page.getByText('The draft is version 1 again')).toBeVisible()
        await expect(editor.cards).toHaveCount(3)
        await editor.expectSaved()
        await expect(dot).toBeHidden()
        await page.getByRole('button', { name: 'Undo' }).click()
        await expect(editor.cards).toHaveCount(2)
        await editor.expectSaved()
        await expect(dot).toBeVisible()
        await editor.dockTab('Versions').click()
        await list.getByRole('button', { name: 'Restore: v1' }).click()
        await expect(editor.cards).toHaveCount(3)
        await editor.expectSaved()
      })

      await test.step('all of it is there after the app was closed', async () => {
        await page.close()
        await app.restart()
        const again = await context.newPage()
        await enterApp(again, app)
        await again.getByRole('link', { name: 'Chain', exact: true }).first().click()
        const after = openEditor(again)
        await expect(after.cards).toHaveCount(3)
        await after.dockTab('Versions').click()
        const versions = again.getByRole('list', { name: 'Versions of this workflow' }).getByRole('listitem')
        await expect(versions).toHaveCount(2)
        await expect(again.getByRole('button', { name: 'Published' })).toBeVisible()
      })
    })
  })
}
