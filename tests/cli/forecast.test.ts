import { existsSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, onTestFinished, test } from 'vitest'
import { formatForecast } from '../../electron/cli/forecast-command.ts'
import type { NodeForecast, RunForecast } from '../../shared/contract/costs.ts'
import { writeWorkflowFile } from '../../shared/workflow/file.ts'
import { drawWorkflow } from '../support/draw-workflow.ts'
import { startOpenAiServer } from '../support/openai-server.ts'
import { isFresh, openMachine, stale } from './built-niti.ts'

const plain = { paint: (_: unknown, text: string) => text }

const node: NodeForecast = {
  nodeId: 'perFile/ask',
  model: 'openai/gpt-4o',
  calls: { expected: 12.5, most: null },
  inputTokens: { expected: 1_200, most: null },
  outputTokens: { expected: 400, most: 16_384 },
  ...{ expectedMicroUsd: 12_345, mostMicroUsd: null },
  basis: { kind: 'history', runs: 3, calls: 36 },
}
const forecast: RunForecast = {
  nodes: [node, { ...node, nodeId: 'chosen', model: null, expectedMicroUsd: null, basis: { kind: 'prompt' } }],
  ...{ expectedMicroUsd: 12_345, mostMicroUsd: 1_000_000, unknownNodes: ['chosen'] },
  cappedBy: { budgetId: 'budget_1', title: 'Each run', leftMicroUsd: 1_000_000 },
}

test('a forecast as a table with its total, what caps it and what is unknown', () => {
  expect(formatForecast(forecast, plain)).toBe(
    [
      'node         model              calls     in  out  expected  at most  from',
      'perFile/ask  openai/gpt-4o       12.5  1,200  400    $0.012  unknown  its last 3 runs',
      'chosen       chosen in the run   12.5  1,200  400   unknown  unknown  its prompt',
      '',
      'Expected: $0.012, and what is unknown. At most $1.00, as the budget “Each run” has no more left.',
      'Unknown before it runs: chosen. A dry run tells more.',
      '',
    ].join('\n'),
  )
  const free = { nodes: [], expectedMicroUsd: 0, mostMicroUsd: 0, cappedBy: null, unknownNodes: [] }
  expect(formatForecast(free, plain)).toBe('It asks no model, so it costs nothing.\n')
  expect(formatForecast({ ...forecast, mostMicroUsd: null, cappedBy: null }, plain)).toContain('Nothing limits it.')
})

describe.skipIf(!isFresh)(`niti forecast and niti run --dry-run${isFresh ? '' : ` (${stale})`}`, () => {
  const text = writeWorkflowFile(
    drawWorkflow('start -> ask -> write', {
      start: { type: 'manual', params: { inputs: [{ name: 'topic', required: true }] } },
      ask: { type: 'prompt', params: { model: 'openai/gpt-4o', prompt: 'On {{ inputs.topic }}', maxOutputTokens: 50 } },
      write: { type: 'write-file', params: { path: 'out.txt' } },
    }),
  )

  test('of a file and of a workflow of the app, without a server being asked', async () => {
    const server = await startOpenAiServer()
    onTestFinished(() => server.close())
    const { home, niti } = openMachine({ OPENAI_API_KEY: 'sk-test', OPENAI_BASE_URL: server.url })
    writeFileSync(join(home, 'a.niti.json'), text)

    const table = await niti(['forecast', 'a.niti.json', 'topic=tea'])
    expect(table).toMatchObject({ code: 0, stderr: '' })
    expect(table.stdout).toMatch(/^node +model +calls/)
    expect(table.stdout).toMatch(/ask +openai\/gpt-4o +1 /)
    expect(table.stdout).toMatch(/Expected: \$0\.000\d+\. At most \$0\.00\d+\.\n$/)

    const imported = await niti(['import', 'a.niti.json', '--json'])
    const { workflowId } = JSON.parse(imported.stdout)
    const json = JSON.parse((await niti(['forecast', workflowId, '--json'])).stdout)
    expect(json).toMatchObject({ nodes: [{ nodeId: 'ask', inputTokens: { most: null } }], unknownNodes: ['ask'] })

    const dry = await niti(['run', 'a.niti.json', 'topic=tea', '--dry-run'])
    expect(dry.code).toBe(0)
    expect(dry.stdout).toMatch(/A dry run: nothing was spent\. As planned it would have cost \$0\.000\d+\./)
    expect(existsSync(join(home, 'out.txt'))).toBe(false)
    const report = JSON.parse((await niti(['run', 'a.niti.json', 'topic=tea', '--dry-run', '--json'])).stdout)
    expect(report).toMatchObject({
      status: 'succeeded',
      microUsd: 0,
      planned: { models: [{ model: 'openai/gpt-4o', calls: 1 }] },
    })
    expect(report.planned.microUsd).toBeGreaterThan(0)
    expect(server.requests).toHaveLength(0)

    const missing = await niti(['forecast', 'nothing.niti.json'])
    expect(missing.code).toBe(2)
  })
})
