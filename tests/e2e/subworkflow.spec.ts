import { enterApp, expect, test } from '../support/app-test.ts'
import { sketchWorkflow } from '../support/app-workflows.ts'
import { drawGraph } from '../support/draw-workflow.ts'
import { expectAccessible, expectLaidOut } from '../support/page-check.ts'
import { openEditor } from '../support/page-editor.ts'
import { importWorkflow } from '../support/page-list.ts'

const summarise = () =>
  sketchWorkflow('Summarise a topic', 'start -> draft -> give', {
    start: {
      type: 'manual',
      params: {
        inputs: [
          { name: 'topic', title: 'Topic', type: 'text', required: true },
          { name: 'tone', title: 'Tone', type: 'choice', choices: ['plain', 'formal'], default: 'plain' },
          { name: 'short', title: 'Keep it short', type: 'boolean' },
        ],
      },
    },
    draft: { type: 'code', params: { code: 'return inputs.topic + ", " + inputs.tone' } },
    give: { type: 'output', params: { results: [{ name: 'summary', value: '{{ draft }}', type: 'text' }] } },
  })

const weekly = () =>
  sketchWorkflow('Weekly', 'begin -> call -> after, begin -> loop', {
    begin: { type: 'manual' },
    call: { type: 'workflow', params: { workflowId: '', version: 'draft', inputs: {} } },
    after: { type: 'template', params: { text: 'Read: {{ call.summary }}' } },
    loop: {
      type: 'while',
      params: { start: '{{ 0 }}', condition: 'item < 3' },
      graph: drawGraph('next', { next: { type: 'code', params: { code: 'return item + 1' } } }),
    },
  })

for (const colorScheme of ['light', 'dark'] as const) {
  test.describe(`in ${colorScheme}`, () => {
    test.use({ colorScheme, contextOptions: { reducedMotion: 'reduce' } })

    test('a workflow runs another one, and a loop runs until its condition ends', async ({ page, app }) => {
      const editor = openEditor(page)
      await importWorkflow(page, summarise())
      await importWorkflow(page, weekly())

      await test.step('choose the workflow and say what it asks for', async () => {
        await editor.card('Call').click()
        await expect(editor.inspector).toContainText('No workflow is chosen yet.')
        await editor.inspector.getByRole('button', { name: 'Workflow', exact: true }).click()
        await page.getByPlaceholder('Find a workflow').fill('summ')
        await page.keyboard.press('Enter')
        await expect(editor.card('Call')).toContainText('Summarise a topic')
        await expect(editor.inspector).toContainText('needs the input `topic`')
        await editor.field('Topic').click()
        await page.keyboard.type('Tea')
        await editor.expectSaved()
        await expect(editor.inspector).not.toContainText('needs the input')
        await expectAccessible(page, 'the set-up of a Workflow node')
        await expectLaidOut(page, 'the set-up of a Workflow node')
      })

      await test.step('run it; its nodes stand below it in the timeline', async () => {
        await editor.run.click()
        await expect(editor.runBar).toContainText('Succeeded')
        await editor.dockTab('Timeline').click()
        await editor.dock.getByRole('button', { name: 'Unfold Call' }).click()
        await expect(editor.dock.getByRole('treeitem', { name: /draft/ })).toBeVisible()
        await editor.card('After').click()
        await editor.tab('Output').click()
        await expect(editor.inspector).toContainText('Read: Tea, plain')
        await editor.card('Call').click()
        await editor.tab('Trace').click()
        await editor.inspector.getByRole('button', { name: /draft/ }).click()
        await expect(editor.inspector).toContainText('Tea, plain')
        await expectAccessible(page, 'the trace of a workflow that ran inside')
        await expectLaidOut(page, 'the trace of a workflow that ran inside')
      })

      await test.step('open the loop and go through its rounds', async () => {
        await editor.card('Loop').dblclick()
        await expect(page.getByRole('combobox', { name: 'Round' })).toContainText('Round 1 of 3')
        await page.getByRole('button', { name: 'Next round' }).click()
        await expect(page.getByRole('combobox', { name: 'Round' })).toContainText('Round 2 of 3')
        await expectLaidOut(page, 'a loop that is open')
      })

      await test.step('a double click on the node leads to the workflow', async () => {
        await enterApp(page, app)
        await page
          .getByRole('navigation', { name: 'Open workflows' })
          .getByRole('link', { name: /Weekly/ })
          .click()
        await editor.card('Call').dblclick()
        await expect(editor.card('Give')).toBeVisible()
      })
    })
  })
}
