// @vitest-environment jsdom
import '../support/browser-gaps.ts'
import { afterEach, beforeEach, expect, it } from 'vitest'
import { ForecastChip } from '../../../renderer/canvas/forecast/forecast-chip.tsx'
import { ForecastTable } from '../../../renderer/canvas/forecast/forecast-table.tsx'
import { forecasts } from '../../../renderer/state/forecast-store.ts'
import { emptyHistory } from '../../../renderer/state/undo-history.ts'
import { drafts } from '../../../renderer/state/workflow-store.ts'
import type { RunForecast } from '../../../shared/contract/costs.ts'
import { drawWorkflow } from '../../support/draw-workflow.ts'
import { nodeForecast, runForecast } from '../support/forecasts.ts'
import { type Rendered, render } from '../support/render.tsx'

let rendered: Rendered | null = null

beforeEach(() => {
  const document = drawWorkflow('ask -> each', {
    ask: { type: 'prompt', title: 'Question' },
    each: {
      type: 'each',
      title: 'For each',
      graph: drawWorkflow('inner', { inner: { type: 'prompt', title: 'Each of them' } }),
    },
  })
  const draft = {
    ...{ document, revision: 1, issues: [], history: emptyHistory, notice: null },
    publication: { version: null, publishedAt: null, hasUnpublishedChanges: false },
    save: { state: 'saved' as const },
  }
  drafts.store.setState({ drafts: { wf_1: draft } })
})

afterEach(async () => {
  await rendered?.unmount()
  rendered = null
  drafts.store.setState({ drafts: {} })
  forecasts.store.setState({ forecasts: {} })
})

async function rowsOf(forecast: RunForecast) {
  rendered = await render(<ForecastTable workflowId="wf_1" forecast={forecast} onClose={() => {}} />)
  const rows = [...rendered.element.querySelectorAll('tr')]
  const cells = rows.map((row) => [...row.children].map((cell) => cell.textContent))
  return { cells, words: rendered.element.textContent ?? '' }
}

it('says of each node by its name what it is made of, and adds it up', async () => {
  const { cells, words } = await rowsOf(
    runForecast([
      nodeForecast(),
      nodeForecast({
        nodeId: 'each/inner',
        calls: { expected: 2.5, most: null },
        inputTokens: { expected: 12_345, most: null },
        expectedMicroUsd: 10_000,
        mostMicroUsd: null,
        basis: { kind: 'history', runs: 12, calls: 30 },
      }),
    ]),
  )
  expect(cells[1]).toEqual(['Questionopenai/gpt-4o-mini', '1', '100 in, 200 out', '$0.0040from the prompt', '$0.020'])
  expect(cells[2]).toEqual([
    'For each › Each of themopenai/gpt-4o-mini',
    '2.5',
    '12.3k in, 200 out',
    '$0.010average of 12 runs',
    'no limit',
  ])
  expect(cells[3]).toEqual(['In total', '$0.014', 'no limit'])
  expect(words).toContain('No budget limits it.')
})

it('names what is unknown, and says so instead of a figure', async () => {
  const { cells, words } = await rowsOf(
    runForecast([
      nodeForecast(),
      nodeForecast({ nodeId: 'each/inner', model: null, expectedMicroUsd: null, mostMicroUsd: null }),
    ]),
  )
  expect(cells[2]?.slice(3)).toEqual(['unknownfrom the prompt', 'unknown'])
  expect(cells[2]?.[0]).toBe('For each › Each of themchosen while it runs')
  expect(cells[3]).toEqual(['In total', '$0.0040+ unknown', 'no limit'])
  expect(words).toContain('Nobody can tell beforehand what these cost: For each › Each of them.')
})

it('names the budget that caps it, and warns where it has too little left', async () => {
  const cappedBy = { budgetId: 'budget_1', title: 'Everything, per month', leftMicroUsd: 120_000 }
  const enough = await rowsOf(runForecast([nodeForecast()], { cappedBy }))
  expect(enough.words).toContain('No more than this can be spent: “Everything, per month” has $0.12 left.')
  await rendered?.unmount()
  const tooLittle = { ...cappedBy, leftMicroUsd: 1_000 }
  const short = await rowsOf(runForecast([nodeForecast()], { cappedBy: tooLittle, mostMicroUsd: 1_000 }))
  expect(short.words).toContain('The expected cost is more than “Everything, per month” has left ($0.0010).')
})

it('shows no chip where nothing is known, and marks one that a budget will stop', async () => {
  rendered = await render(<ForecastChip workflowId="wf_1" />)
  expect(rendered.element.textContent).toBe('')
  await rendered.unmount()
  const cappedBy = { budgetId: 'budget_1', title: 'Each run', leftMicroUsd: 1_000 }
  forecasts.store.setState({
    forecasts: { wf_1: runForecast([nodeForecast()], { cappedBy, mostMicroUsd: 1_000 }) },
  })
  rendered = await render(<ForecastChip workflowId="wf_1" />)
  expect(rendered.element.textContent).toBe('at most $0.0010')
  expect(rendered.element.querySelector('[aria-label="more than a budget has left"]')).not.toBeNull()
})
