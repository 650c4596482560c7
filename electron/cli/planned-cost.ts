import { formatMicroUsd } from '../../shared/money.ts'
import type { RunView } from '../../shared/run/view.ts'
import type { Engine } from '../engine/engine.ts'
import type { Terminal } from './terminal.ts'
import { formatTextTable } from './text-table.ts'

/** What a dry run's calls would have cost with the models they name; `microUsd` null where nobody knows a price. */
export type PlannedCost = {
  microUsd: number | null
  models: { model: string; calls: number; inputTokens: number; outputTokens: number; microUsd: number | null }[]
}

/** Each call at the price of the model it names, today's, with the tokens that were booked for it. */
export async function plannedCost(engine: Pick<Engine, 'estimateCost'>, view: RunView): Promise<PlannedCost> {
  const models = new Map<string, PlannedCost['models'][number]>()
  for (const { insteadOf: model, usage, retries } of Object.values(view.nodes).flatMap((node) => node.calls)) {
    for (const one of [usage, ...retries.map((retry) => retry.usage)]) {
      if (model === undefined || one === null) continue
      const sum = models.get(model) ?? { model, calls: 0, inputTokens: 0, outputTokens: 0, microUsd: 0 }
      const microUsd = await engine.estimateCost({ model, usage: one }).catch(() => null)
      models.set(model, {
        ...{ model, calls: sum.calls + 1 },
        ...{ inputTokens: sum.inputTokens + one.inputTokens, outputTokens: sum.outputTokens + one.outputTokens },
        microUsd: sum.microUsd === null || microUsd === null ? null : sum.microUsd + microUsd,
      })
    }
  }
  const list = [...models.values()]
  const isKnown = list.every(({ microUsd }) => microUsd !== null)
  return { microUsd: isKnown ? list.reduce((sum, { microUsd }) => sum + (microUsd ?? 0), 0) : null, models: list }
}

export async function printPlanned(terminal: Terminal, { microUsd, models }: PlannedCost): Promise<void> {
  const money = (amount: number | null) => (amount === null ? 'unknown' : formatMicroUsd(amount))
  if (models.length === 0) return terminal.out('\nA dry run: it asks no model, so it costs nothing.\n')
  const table = formatTextTable(
    models,
    [
      { title: 'model', text: ({ model }) => model },
      { title: 'calls', align: 'right', text: ({ calls }) => String(calls) },
      { title: 'in', align: 'right', text: ({ inputTokens }) => String(inputTokens) },
      { title: 'out', align: 'right', text: ({ outputTokens }) => String(outputTokens) },
      { title: 'would cost', align: 'right', text: (one) => money(one.microUsd) },
    ],
    terminal.paint,
  )
  return terminal.out(`\nA dry run: nothing was spent. As planned it would have cost ${money(microUsd)}.\n${table}`)
}
