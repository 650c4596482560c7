import { nodeKey } from '../../../shared/run/events.ts'
import type { NodeView } from '../../../shared/run/view.ts'
import type { Graph, WorkflowNode } from '../../../shared/workflow/workflow.ts'
import { entryOf } from '../../state/catalog-store.ts'
import { useRun } from '../../state/run-store.ts'
import { text } from '../../text.ts'
import { EmptyState } from '../../ui/empty-state.tsx'
import { titleOf } from '../graph/flow-elements.ts'
import { portsOfNode } from '../graph/node-ports.ts'
import { ValueView } from './value-view.tsx'

type NodeValuesProps = { runId: string | null; scope: string; graph: Graph; nodeId: string }

/** What came out of a node, port by port. */
export function NodeOutputs({ runId, scope, graph, nodeId }: NodeValuesProps) {
  const view = useRun(runId, (slice) => slice.view.nodes[nodeKey(scope, nodeId)])
  const node = graph.nodes[nodeId]
  if (!runId || !view?.outputs || !node) {
    const say = text.runs.values
    const isRunning = view?.status === 'running'
    return (
      <EmptyState
        icon="log-in"
        title={isRunning ? say.notYet : say.noOutputs}
        body={isRunning ? undefined : whyNoOutputs(view)}
      />
    )
  }
  const outputs = view.outputs
  const ports = portsOfNode(node, entryOf(node.type)).outputs
  const named = Object.keys(outputs).map((id) => ({ id, title: ports.find((port) => port.id === id)?.title ?? id }))
  const unused = ports.filter((port) => !Object.hasOwn(outputs, port.id))
  return (
    <div className="flex flex-col gap-4">
      {named.map(({ id, title }) => (
        <ValueView
          key={id}
          title={title}
          value={outputs[id] ?? null}
          source={{ runId, scope, node: nodeId, port: id }}
        />
      ))}
      {unused.length > 0 ? (
        <p className="text-mute text-sm">{text.runs.values.unused(unused.map((port) => port.title).join(', '))}</p>
      ) : null}
    </div>
  )
}

function whyNoOutputs(view: NodeView | undefined): string {
  const say = text.runs.values
  if (!view) return say.noRun
  const { reason, error } = view
  return reason ?? (error ? [error.message, error.hint].filter(Boolean).join(' ') : say.nothingGiven)
}

/** What went into a node: what arrived on each wire, and its params as they were once expressions had their values. */
export function NodeInputs({ runId, scope, graph, nodeId }: NodeValuesProps) {
  const view = useRun(runId, (slice) => slice.view.nodes[nodeKey(scope, nodeId)])
  const wires = graph.edges.filter((wire) => wire.to === nodeId)
  const node = graph.nodes[nodeId]
  if (!node) return null
  if (!runId) return <EmptyState icon="log-in" title={text.runs.values.noInputs} body={text.runs.values.noRun} />
  return (
    <div className="flex flex-col gap-4">
      {wires.map((wire) => (
        <Arrived
          key={`${wire.from}:${wire.fromPort}->${wire.toPort}`}
          runId={runId}
          scope={scope}
          from={graph.nodes[wire.from]}
          fromId={wire.from}
          port={wire.fromPort}
        />
      ))}
      {wires.length === 0 ? <p className="text-mute text-sm">{text.runs.values.noWires}</p> : null}
      {view?.params ? (
        <section className="flex flex-col gap-3 border-t pt-4">
          <p className="text-mute text-sm">{text.runs.values.params}</p>
          {Object.entries(view.params).map(([name, value]) => (
            <ValueView key={name} title={paramTitle(node, name)} value={value} runId={runId} />
          ))}
        </section>
      ) : null}
    </div>
  )
}

type ArrivedProps = { runId: string; scope: string; from: WorkflowNode | undefined; fromId: string; port: string }

function Arrived({ runId, scope, from, fromId, port }: ArrivedProps) {
  const source = useRun(runId, (slice) => slice.view.nodes[nodeKey(scope, fromId)])
  const title = from ? titleOf(from, entryOf(from.type)) : fromId
  const value = source?.outputs?.[port]
  const portTitle = from
    ? portsOfNode(from, entryOf(from.type)).outputs.find(({ id }) => id === port)?.title
    : undefined
  if (value === undefined) {
    return (
      <section className="flex flex-col gap-1">
        <h3 className="wrap-anywhere font-semibold text-sm">{title}</h3>
        <p className="text-mute text-sm">
          {source?.status === 'succeeded' || source?.status === 'skipped' || source?.outputs
            ? text.runs.values.branchNotTaken
            : text.runs.values.notYet}
        </p>
      </section>
    )
  }
  return <ValueView title={title} note={portTitle} value={value} source={{ runId, scope, node: fromId, port }} />
}

function paramTitle(node: WorkflowNode, name: string): string {
  const fields = entryOf(node.type)?.params.properties
  const field = typeof fields === 'object' && fields !== null && !Array.isArray(fields) ? fields[name] : undefined
  const title = typeof field === 'object' && field !== null && !Array.isArray(field) ? field.title : undefined
  return typeof title === 'string' ? title : name
}
