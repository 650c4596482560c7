// @vitest-environment jsdom
import '../support/browser-gaps.ts'
import { afterEach, expect, it } from 'vitest'
import { ClearedNote } from '../../../renderer/parts/run/cleared-note.tsx'
import { RunRow } from '../../../renderer/parts/run/run-row.tsx'
import type { RunSummary } from '../../../shared/contract/runs.ts'
import { type Rendered, render } from '../support/render.tsx'
import { runSummary } from '../support/run-summary.ts'

let rendered: Rendered | null = null
afterEach(async () => {
  await rendered?.unmount()
  rendered = null
})

const run = runSummary({
  workflowName: 'Letters',
  trigger: 'schedule',
  startedAt: Date.now(),
  inputTokens: 10,
  outputTokens: 5,
})

async function show(changes: Partial<RunSummary>, layout: 'card' | 'line' = 'card') {
  await rendered?.unmount()
  rendered = await render(<RunRow run={{ ...run, ...changes }} href="#/runs/run_1" isCurrent={false} layout={layout} />)
  const { element } = rendered
  return { words: element.textContent, icon: element.querySelector('[aria-label]')?.getAttribute('aria-label') }
}

it('says of a run what it waits for, before what it used', async () => {
  expect(await show({})).toMatchObject({ icon: 'Running', words: expect.stringContaining('15 tok') })
  const asks = await show({ openWaits: 2, asksYou: 1 })
  expect(asks.icon).toBe('Waiting for you')
  expect(asks.words).toContain('Waiting for you')
  expect(asks.words).not.toContain('tok')
  expect((await show({ openWaits: 1 })).icon).toBe('Waiting')
  expect(await show({ status: 'queued' })).toMatchObject({
    icon: 'Waiting for its turn',
    words: expect.stringContaining('Waiting for its turn'),
  })
  expect((await show({ status: 'queued' }, 'line')).words).toContain('Waiting for its turn')
  expect((await show({}, 'line')).words).toContain('Started by its schedule')
})

it('marks a dry run, whose cost would say nothing', async () => {
  expect((await show({ isDryRun: true, microUsd: 4_000 })).words).toContain('Dry run')
  expect((await show({ isDryRun: true, microUsd: 4_000 }, 'line')).words).toContain('Dry run')
  expect((await show({ isDryRun: true, microUsd: 4_000 })).words).not.toContain('$')
  const real = (await show({ microUsd: 4_000 })).words
  expect(real).toContain('$0.0040')
  expect(real).not.toContain('Dry run')
})

it('says when what a run did was removed, and that its costs are kept', async () => {
  rendered = await render(<ClearedNote clearedAt={new Date(2026, 10, 14).getTime()} />)
  expect(rendered.element.textContent).toMatch(/removed on 14 Nov( 2026)? to make room\. Its costs are kept\./)
})
