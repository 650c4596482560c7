import { onTestFinished } from 'vitest'
import type { Engine } from '../../electron/engine/engine.ts'
import type { Trigger } from '../../shared/contract/triggers.ts'
import type { RunView } from '../../shared/run/view.ts'
import { writeWorkflowFile } from '../../shared/workflow/file.ts'
import type { Workflow } from '../../shared/workflow/workflow.ts'
import type { HandClock } from './hand-clock.ts'

/** Longest wait for what should be there at once, with room for a busy machine. */
const patienceMs = 10_000

/** Asks again until there is an answer; fails the test with `what` where it never comes. */
export async function until<T>(
  what: string,
  ask: () => Promise<T | undefined | false> | T | undefined | false,
): Promise<T> {
  const giveUpAt = performance.now() + patienceMs
  for (;;) {
    const answer = await ask()
    if (answer !== undefined && answer !== false) return answer
    if (performance.now() > giveUpAt) throw new Error(`it never came to this: ${what}`)
    await new Promise((resolve) => setTimeout(resolve, 10))
  }
}

/** Stores a workflow and publishes it. */
export async function publish(engine: Engine, document: Workflow, name = document.name): Promise<string> {
  const text = writeWorkflowFile({ ...document, name })
  const { workflowId } = await engine.client.workflows.import({ text })
  await engine.client.workflows.publish({ workflowId })
  return workflowId
}

/** The runs of a workflow that have ended, oldest first, once there are so many. */
export async function runsOf(engine: Engine, workflowId: string, count: number): Promise<RunView[]> {
  const runs = await until(`${count} runs of ${workflowId} have ended`, async () => {
    const all = await engine.client.runs.list({ workflowId, limit: 200 })
    const ended = all.filter(({ finishedAt }) => finishedAt !== null)
    if (all.length > count) throw new Error(`${all.length} runs began, not ${count}`)
    return ended.length === count && ended
  })
  return runs.reverse().map(({ runId }) => engine.viewOf(runId))
}

export async function triggerOf(engine: Engine, workflowId: string): Promise<Trigger> {
  const [trigger] = await engine.client.triggers.list({ workflowId })
  if (!trigger) throw new Error(`${workflowId} has no trigger`)
  return trigger
}

/** Resolves when an engine has dealt with all that its clock has brought about and waits for it again. */
export async function settled(clock: HandClock): Promise<void> {
  await until('the schedules wait for their next time', () => clock.sleepers() > 0)
}

/** Lets time pass and waits until what it brings about has begun. */
export async function pass(clock: HandClock, ms: number): Promise<void> {
  await settled(clock)
  clock.pass(ms)
  await settled(clock)
}

/** Calls the list of triggers and gives it up when the test is over. */
export function watchTriggers(engine: Engine): { told: () => number } {
  const giveUp = new AbortController()
  onTestFinished(() => giveUp.abort())
  let told = 0
  void (async () => {
    try {
      for await (const _ of await engine.client.triggers.changes(undefined, { signal: giveUp.signal })) told++
    } catch {
      // Given up, or the engine was closed.
    }
  })()
  return { told: () => told }
}
