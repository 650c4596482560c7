import type { JsonObject } from '../../shared/json.ts'
import { isOver, nodeKey } from '../../shared/run/events.ts'
import { client } from '../link/client.ts'
import { errorOf } from '../link/error-of.ts'
import { useGraphView } from '../parts/graph/graph-view.tsx'
import { clippedOf } from '../parts/run/value-kind.ts'
import { useCatalogStore } from '../state/catalog-store.ts'
import { useRun } from '../state/run-store.ts'
import { useRunList } from '../state/runs-store.ts'
import { text } from '../text.ts'
import { showToast } from '../ui/toast.tsx'
import type { CanvasActions } from './edit/use-canvas-actions.ts'
import { rerunDraft, runDraft } from './run-draft.ts'
import type { RunChoices } from './run-items.ts'

/** What can be done about running this node of the draft; null where nothing can be started. */
export function useRunChoices(nodeId: string | undefined, actions: CanvasActions): RunChoices | null {
  const { workflowId, graph, at, runId, scope, isReadOnly } = useGraphView()
  const node = nodeId === undefined ? undefined : graph.nodes[nodeId]
  const types = useCatalogStore((state) => state.byType)
  const outputs = useRun(runId, (slice) => slice.view.nodes[nodeKey(scope, nodeId ?? '')]?.outputs)
  const isRunning = useRun(runId, (slice) => !isOver(slice.view.status)) ?? false
  const earlierRunId = useEarlierRun(workflowId, runId)
  if (!workflowId || isReadOnly || nodeId === undefined || !node) return null
  const setPinned = (pinned: JsonObject | null) => {
    actions.edit([{ kind: 'set-pinned', at: [...at], id: nodeId, pinned }])
  }
  return {
    isOutermost: at.length === 0,
    isInert: types.get(node.type)?.inert ?? true,
    isRunning,
    earlierRunId,
    hasOutputs: outputs !== undefined && Object.keys(outputs).length > 0,
    runTo: () => void runDraft(workflowId, { upTo: nodeId }),
    runFrom: (earlier) => void rerunDraft(workflowId, earlier, { kind: 'node', nodeId }),
    unpin: () => setPinned(null),
    async pin() {
      if (!runId || !outputs) return
      try {
        setPinned(await wholeOutputs({ runId, scope, node: nodeId, outputs }))
      } catch (thrown) {
        showToast(text.canvas.pinFailed, { tone: 'bad', detail: errorOf(thrown).message })
      }
    },
  }
}

/** The run whose work can be taken over: the one that is shown, else the newest that has ended and was no dry run. */
function useEarlierRun(workflowId: string | null, shownRunId: string | null): string | null {
  // A canvas without a workflow is a file's run: it has no draft, and its list stays empty.
  const { runs } = useRunList({ workflowId: workflowId ?? 'none' })
  return shownRunId ?? runs?.find(({ status, isDryRun }) => isOver(status) && !isDryRun)?.runId ?? null
}

type Given = { runId: string; scope: string; node: string; outputs: JsonObject }

/** A node's outputs as they were; what the run feed cut is asked for. */
async function wholeOutputs({ outputs, ...at }: Given): Promise<JsonObject> {
  const whole = Object.entries(outputs).map(async ([port, value]) => {
    const isCut = clippedOf(value) !== null
    return [port, isCut ? (await client.runs.value({ ...at, port })).value : value] as const
  })
  return Object.fromEntries(await Promise.all(whole))
}
