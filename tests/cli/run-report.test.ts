import { describe, expect, test } from 'vitest'
import { reportRun } from '../../electron/cli/run-report.ts'
import type { RunEventBody } from '../../shared/run/events.ts'
import type { Graph } from '../../shared/workflow/workflow.ts'
import { chain, modelCall, nodeFailed, nodeFinished, nodeStarted, runningDigest, started, viewOf } from './views.ts'

const empty: Graph = { nodes: {}, edges: [] }

describe('the report of a run', () => {
  test('has the promised keys, and only calls have tokens and money', () => {
    const view = viewOf([
      started,
      nodeStarted('read'),
      nodeFinished('read', '', 340),
      nodeStarted('ask', '', 'prompt'),
      ...modelCall('ask', '', { inputTokens: 1_000, outputTokens: 1_000, microUsd: 750 }),
      nodeFinished('ask'),
      { type: 'run-finished', status: 'succeeded', outputs: { ask: 'Done.' } },
    ])
    expect(reportRun(view, empty)).toEqual({
      runId: 'run_1',
      status: 'succeeded',
      microUsd: 750,
      inputTokens: 1_000,
      outputTokens: 1_000,
      durationMs: 7,
      outputs: { ask: 'Done.' },
      nodes: [
        { id: 'read', type: 'template', status: 'succeeded', attempts: 1, durationMs: 340 },
        {
          id: 'ask',
          type: 'prompt',
          status: 'succeeded',
          attempts: 1,
          durationMs: 1_200,
          model: 'openai/gpt-4o-mini',
          inputTokens: 1_000,
          outputTokens: 1_000,
          microUsd: 750,
        },
      ],
    })
  })

  test('adds up to the total over its nodes, as containers repeat nothing', () => {
    const report = reportRun(runningDigest().view, empty)
    expect(report.nodes.map(({ id }) => id)).toContain('perFile#1/summarise')
    expect(report.nodes.find(({ id }) => id === 'perFile')).not.toHaveProperty('microUsd')
    const sum = report.nodes.reduce((total, node) => total + (node.microUsd ?? 0), 0)
    expect([sum, report.microUsd]).toEqual([420, 420])
  })

  test('says null where a price is unknown', () => {
    const report = reportRun(
      viewOf([
        started,
        ...modelCall('ask', '', { inputTokens: 5, outputTokens: 5, microUsd: null }),
        ...modelCall('tell', '', { inputTokens: 5, outputTokens: 5, microUsd: 3 }),
      ]),
      empty,
    )
    expect(report.microUsd).toBeNull()
    expect(report.nodes.map(({ microUsd }) => microUsd)).toEqual([null, 3])
  })

  test('counts a billed try that was repeated once', () => {
    const [begun, finished] = modelCall('ask', '', { inputTokens: 10, outputTokens: 10, microUsd: 8 })
    const usage = { inputTokens: 10, outputTokens: 2, cachedInputTokens: 0, reasoningTokens: 0 }
    const retried: RunEventBody = {
      type: 'model-call-retried',
      node: 'ask',
      scope: '',
      callId: 'call--ask',
      provider: 'openai',
      model: 'gpt-4o-mini',
      error: { kind: 'external', code: 'model.broken', message: 'It broke off.' },
      waitMs: 10,
      tries: 1,
      usage,
      microUsd: 2,
      price: null,
      latencyMs: 1,
      firstTokenMs: null,
    }
    const report = reportRun(viewOf([started, begun ?? started, retried, finished ?? started]), empty)
    expect(report.nodes[0]).toMatchObject({ inputTokens: 20, outputTokens: 12, microUsd: 10 })
    expect(report.microUsd).toBe(10)
  })

  test('carries what went wrong', () => {
    const report = reportRun(viewOf([started, nodeStarted('ask'), nodeFailed('ask', 'No such model.')]), empty)
    expect(report.nodes[0]?.error).toMatchObject({ code: 'test.failed', message: 'No such model.' })
  })

  test('names the type of a node that never began', () => {
    const document = chain(['perFile', 'write'], { perFile: chain(['ask']) })
    const skip = (node: string, scope: string): RunEventBody => ({
      type: 'node-skipped',
      node,
      scope,
      reason: 'not reached',
    })
    const report = reportRun(viewOf([started, skip('write', ''), skip('ask', 'perFile#3')]), document)
    expect(report.nodes).toEqual([
      { id: 'write', type: 'template', status: 'skipped', attempts: 0, durationMs: null },
      { id: 'perFile#3/ask', type: 'template', status: 'skipped', attempts: 0, durationMs: null },
    ])
  })
})
