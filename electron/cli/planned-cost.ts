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

/**
 * Each call at the price of the model it names, today's, with the tokens that were booked for it. The sum is the one every
 * comparison of the run shows.
 */
export async function plannedCost(
  engine: Pick<Engine, 'estimateCost' | 'client'>,
  view: RunView,
): Promise<PlannedCost> {
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
  const [first] = list
  if (!first) return { microUsd: 0, models: [] }
  const { models: compared } = await engine.client.costs.compare({
    ...{ runId: view.runId, range: 'all' },
    models: [first.model],
  })
  return { microUsd: compared.find((one) => one.isAsPlanned)?.microUsd ?? null, models: list }
}

export async function printPlanned(
  terminal: Terminal,
  runId: string,
  { microUsd, models }: PlannedCost,
): Promise<void> {
  if (models.length === 0) return terminal.out('\nA dry run: it asks no model, so it costs nothing.\n')
  const table = formatTextTable(
    models,
    [
      { title: 'model', text: ({ model }) => model },
      { title: 'calls', align: 'right', text: ({ calls }) => String(calls) },
      { title: 'in', align: 'right', text: ({ inputTokens }) => String(inputTokens) },
      { title: 'out', align: 'right', text: ({ outputTokens }) => String(outputTokens) },
      { title: 'would cost', align: 'right', text: (one) => formatMicroUsd(one.microUsd) },
    ],
    terminal.paint,
  )
  const hint = `With other models: niti costs compare --run ${runId} --models openai/gpt-4o-mini\n`
  return terminal.out(
    `\nA dry run: nothing was spent. As planned it would have cost ${formatMicroUsd(microUsd)}.\n${table}${hint}`,
  )
}
