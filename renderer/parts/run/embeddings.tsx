import type { NodeView } from '../../../shared/run/view.ts'
import { text } from '../../text.ts'
import { formatDuration } from '../../ui/format.ts'
import { Money } from '../../ui/money.tsx'

/** Vectors that a node had made of texts: by which model, of how many, and for how much. */
export function Embeddings({ embeddings }: { embeddings: NonNullable<NodeView['embeddings']> }) {
  const say = text.agentTrace
  return (
    <section className="flex flex-col gap-2">
      <h3 className="font-semibold text-sm">{say.embeddings}</h3>
      <ul className="flex flex-col divide-y divide-line rounded-lg border">
        {embeddings.map(({ callId, model, texts, usage, microUsd, latencyMs }) => (
          <li key={callId} className="flex items-center gap-2 px-2.5 py-1.5 text-sm">
            <span className="min-w-0 flex-1 truncate">{model}</span>
            <span className="shrink-0 text-mute">{say.embedded(texts)}</span>
            <span className="figures shrink-0 text-mute">{formatDuration(latencyMs)}</span>
            {usage ? <Money microUsd={microUsd} className="shrink-0 font-semibold" /> : null}
          </li>
        ))}
      </ul>
    </section>
  )
}
