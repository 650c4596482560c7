import { expect, test } from '../support/app-test.ts'
import { drawWorkflow } from '../support/draw-workflow.ts'
import { openEditor } from '../support/page-editor.ts'
import { importWorkflow } from '../support/page-list.ts'
import { member } from '../support/team-kit.ts'

const usage = { inputTokens: 1_000, outputTokens: 100 }

// The lead hands over to two at once and answers once both are back.
test.use({
  openAi: {
    models: ['gpt-4o-mini'],
    respond(body) {
      const asked = JSON.stringify(body.messages)
      if (asked.includes('You are Ada.')) return { text: 'Tea is old.', usage }
      if (asked.includes('You are Bo.')) return { text: 'On tea', usage }
      if (asked.includes('"role":"tool"')) return { text: 'On tea: it is old.', usage }
      const handOver = (to: string, task: string) => ({ name: `hand_over_to_${to}`, arguments: { task } })
      return { toolCalls: [handOver('ada', 'Find facts.'), handOver('bo', 'Find a title.')], usage }
    },
  },
})

test('a team at work: who said what to whom, each turn and tool, and what each agent cost', async ({ page }) => {
  const model = { model: 'openai/gpt-4o-mini' }
  const members = ['Lead', 'Ada', 'Bo'].map((name) => member(model, name))
  const params = { mode: 'supervisor', task: 'Write about tea.', members }
  const team = { type: 'team', title: 'The tea desk', params }
  await importWorkflow(page, drawWorkflow('start -> team', { start: { type: 'manual' }, team }))
  await openEditor(page).run.click()
  await expect(openEditor(page).runBar).toContainText('Succeeded')

  await page.locator('[data-id="team"]').click()
  await page.getByRole('tab', { name: 'Trace' }).click()
  const trace = page.getByRole('tabpanel', { name: 'Trace' })
  const costs = trace.getByRole('table', { name: 'What each of them cost' })
  await expect(costs.getByRole('row')).toHaveText([
    /^Agent/,
    /^Ada\s*1\s*1,100\s*\$0\.00021$/,
    /^Bo\s*1\s*1,100\s*\$0\.00021$/,
    /^Lead\s*1\s*2,200\s*\$0\.00042$/,
    /^All together\s*4,400\s*\$0\.00084$/,
  ])
  await expect(trace.getByRole('listitem').filter({ hasText: 'Lead→Ada' })).toContainText('Find facts.')
  await expect(trace.getByRole('listitem').filter({ hasText: 'Bo→Lead' })).toContainText('On tea')

  const tool = trace.getByRole('button', { name: /Hand over to Ada/ })
  await tool.click()
  await expect(trace.getByText('The model was told')).toBeVisible()
  await trace.getByText('How it was done').click()
  await expect(trace.getByRole('button', { name: /Turn 1 · gpt-4o-mini/ })).toHaveCount(2)

  const timeline = page.getByRole('tree')
  await timeline
    .getByRole('treeitem', { name: /The tea desk/ })
    .getByRole('button')
    .first()
    .click()
  await expect(timeline.getByRole('treeitem')).toContainText([
    ...['Start', 'The tea desk', 'Turn 1 · gpt-4o-mini', 'Hand over to Ada', 'Hand over to Bo', 'Turn 2 · gpt-4o-mini'],
  ])
})
