import type { JsonObject } from '../../../shared/json.ts'
import type { Workflow } from '../../../shared/workflow/workflow.ts'
import { entryOf } from '../../state/catalog-store.ts'
import { useRun } from '../../state/run-store.ts'
import { showNode, showTab } from '../../state/selection-store.ts'
import { text } from '../../text.ts'
import { Button } from '../../ui/button.tsx'
import { ErrorNote } from '../../ui/error-note.tsx'
import { bringIntoView } from '../graph/canvas-handle.ts'
import { titleOf } from '../graph/flow-elements.ts'
import { useGraphView } from '../graph/graph-view.tsx'
import { RunOrigin } from './run-origin.tsx'
import { type ValueSource, ValueView } from './value-view.tsx'

type RunGivenProps = { runId: string; document: Workflow; hasInputs?: boolean }

/** A run as a whole: why it failed, what its last nodes gave, what it was given. */
export function RunGiven({ runId, document, hasInputs = true }: RunGivenProps) {
  const { canvas } = useGraphView()
  const view = useRun(runId, (slice) => slice.view)
  if (!view) return null
  const nameOf = (id: string) => {
    const node = document.nodes[id]
    return node ? titleOf(node, entryOf(node.type)) : id
  }
  const failedAt = view.error?.nodeId
  const culprit = failedAt !== undefined && document.nodes[failedAt] ? failedAt : null
  const show = (id: string) => {
    showNode(canvas, [], id)
    showTab(canvas, 'trace')
    bringIntoView(canvas, id)
  }
  /** A node's value is what it gave on the first port it took. */
  const sourceOf = (id: string): ValueSource | undefined => {
    const port = Object.keys(view.nodes[id]?.outputs ?? {})[0]
    return port === undefined ? undefined : { runId, scope: '', node: id, port }
  }
  return (
    <div className="flex flex-col gap-5">
      <RunOrigin runId={runId} />
      {view.error ? (
        <ErrorNote
          error={view.error}
          action={
            culprit ? (
              <Button size="sm" onClick={() => show(culprit)}>
                {text.common.show}
              </Button>
            ) : null
          }
        />
      ) : null}
      <Values runId={runId} heading={text.runs.gave} values={view.outputs} nameOf={nameOf} sourceOf={sourceOf} />
      {hasInputs ? (
        <Values runId={runId} heading={text.runs.given} values={view.inputs} nameOf={(name) => name} />
      ) : null}
    </div>
  )
}

type ValuesProps = {
  runId: string
  heading: string
  values: JsonObject
  nameOf: (id: string) => string
  sourceOf?: (id: string) => ValueSource | undefined
}

function Values({ runId, heading, values, nameOf, sourceOf }: ValuesProps) {
  const entries = Object.entries(values)
  if (entries.length === 0) return null
  return (
    <section className="flex flex-col gap-3">
      <h3 className="font-semibold text-md">{heading}</h3>
      {entries.map(([id, value]) => (
        <ValueView key={id} title={nameOf(id)} value={value} source={sourceOf?.(id)} runId={runId} />
      ))}
    </section>
  )
}
