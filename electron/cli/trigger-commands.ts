import type { Trigger } from '../../shared/contract/triggers.ts'
import { userError } from '../../shared/errors.ts'
import { formatTime } from './format.ts'
import { withEngine } from './open-engine.ts'
import type { Terminal } from './terminal.ts'
import { formatTextTable, type TextColumn } from './text-table.ts'

/** `niti triggers`: what begins runs by itself, and how it is doing. */
export function triggersCommand(terminal: Terminal, { json }: { json?: boolean }): Promise<void> {
  return withEngine(terminal, async (engine) => {
    const triggers = await engine.client.triggers.list({})
    if (json) return `${JSON.stringify(triggers)}\n`
    if (triggers.length === 0)
      return 'No triggers yet. Publish a workflow that begins with a schedule, a webhook or such.\n'
    return formatTextTable(triggers, columns, terminal.paint)
  })
}

const columns: TextColumn<Trigger>[] = [
  { title: 'workflow', text: ({ workflowId }) => workflowId },
  { title: 'name', text: ({ workflowName }) => workflowName, most: 30 },
  { title: 'on', text: ({ active }) => (active ? 'on' : 'off') },
  { title: 'when', text: ({ summary, url, publicUrl }) => publicUrl ?? url ?? summary, most: 100 },
  { title: 'last', text: ({ lastFiredAt }) => (lastFiredAt === null ? '' : formatTime(lastFiredAt)) },
  { title: 'next', text: ({ nextAt }) => (nextAt === null ? '' : formatTime(nextAt)) },
  { title: 'error', text: ({ error }) => error ?? '' },
]

/** `niti on` and `niti off`: whether the triggers of a workflow begin runs. */
export function switchCommand(terminal: Terminal, { workflow, on }: { workflow: string; on: boolean }): Promise<void> {
  return withEngine(terminal, async (engine) => {
    await engine.client.triggers.setActive({ workflowId: workflow, active: on })
    const triggers = await engine.client.triggers.list({ workflowId: workflow })
    if (!on) return 'Its triggers are off.\n'
    if (triggers.length === 0) {
      throw userError('trigger.none', 'The workflow is switched on, but nothing of what is published begins runs.', {
        hint: 'Give it a start node such as a schedule, and publish it.',
      })
    }
    return triggers
      .map(({ title, summary, error }) => `On: ${title}. ${summary}.${error ? ` ${error}` : ''}\n`)
      .join('')
  })
}
