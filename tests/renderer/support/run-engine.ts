import { createRouterClient, implement } from '@orpc/server'
import type { EngineClient } from '../../../renderer/link/client.ts'
import { linkLost } from '../../../renderer/link/error-of.ts'
import { runsContract } from '../../../shared/contract/runs.ts'
import { userError } from '../../../shared/errors.ts'
import type { LiveText, RunEvent, RunEventBody, RunPush } from '../../../shared/run/events.ts'
import { emptyWorkflow } from '../../../shared/workflow/workflow.ts'
import { runSummary } from './run-summary.ts'

/** A script of what one `watch` delivers, and how it ends: the link breaks, or it simply ends. */
export type Delivery = { pushes: RunPush[]; ending: 'end' | 'break' }

export const started: RunEventBody = {
  type: 'run-queued',
  priority: 0,
  workflowId: 'wf_1',
  workflowName: 'Test',
  inputs: {},
  trigger: 'manual',
  defaultModel: null,
  filesDir: '/files',
}
export const nodeStarted = (node: string): RunEventBody => ({
  type: 'node-started',
  node,
  scope: '',
  attempt: 1,
  nodeType: 'prompt',
})

/** Events of one run, counted from 1. */
export function numbered(bodies: RunEventBody[], from = 1): RunEvent[] {
  return bodies.map((body, index) => ({ ...body, runId: 'run_1', seq: from + index, at: 1000 + index }))
}

export function push(events: RunEvent[], live: LiveText[] = []): RunPush {
  return { events, live }
}

/** The engine's side of the run feed, behind the real contract: each `watch` delivers the next part of the script. */
export function createRunEngine(script: Delivery[]) {
  const asked: number[] = []
  const os = implement(runsContract)
  const summary = runSummary({ startedAt: 1000 })
  const watch = os.watch.handler(async function* ({ input }) {
    if (input.runId !== 'run_1') throw userError('run.not-found', `There is no run \`${input.runId}\`.`)
    asked.push(input.afterSeq)
    const delivery = script.shift()
    if (!delivery) throw new Error('The feed was asked for once more than the test expects')
    for (const one of delivery.pushes) yield one
    if (delivery.ending === 'break') throw linkLost()
  })
  const get = os.get.handler(() => ({ run: summary, document: emptyWorkflow('Test') }))
  const runs: Pick<EngineClient['runs'], 'watch' | 'get'> = createRouterClient({ watch, get })
  return { runs, asked, script }
}

/** Animation frames that come when the test says so. */
export function createFrames() {
  let waiting: (() => void)[] = []
  return {
    nextFrame(callback: () => void): () => void {
      waiting.push(callback)
      return () => {
        waiting = waiting.filter((other) => other !== callback)
      }
    },
    draw(): void {
      const due = waiting
      waiting = []
      for (const callback of due) callback()
    },
    get count(): number {
      return waiting.length
    },
  }
}
