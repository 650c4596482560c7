import type { CatalogEntry } from '../../../shared/catalog/entry.ts'
import { isJsonObject } from '../../../shared/json.ts'
import { nodeKey } from '../../../shared/run/events.ts'
import type { NodeView } from '../../../shared/run/view.ts'
import { calledBy } from '../../../shared/workflow/called-by.ts'
import type { WorkflowNode } from '../../../shared/workflow/workflow.ts'
import { entryOf } from '../../state/catalog-store.ts'
import { useRun } from '../../state/run-store.ts'
import { useWorkflowName } from '../../state/subworkflows-store.ts'
import { text } from '../../text.ts'
import { classNames } from '../../ui/class-names.ts'
import { Icon } from '../../ui/icon.tsx'
import type { Status } from '../../ui/status-icon.tsx'
import { Ticks } from '../../ui/ticks.tsx'
import { AgentDoing, WaitInside } from './card-agent.tsx'
import { CardWait } from './card-wait.tsx'
import { ExpressionText } from './expression-text.tsx'
import { type CardData, titleOf } from './flow-elements.ts'
import { useGraphView, useRunScope } from './graph-view.tsx'
import { waitsFor, wentOn } from './node-status.ts'
import { TriggerWords } from './trigger-lines.tsx'

type CardBodyProps = { id: string; data: CardData; status: Status; view: NodeView | undefined }

/** One or two lines: what the node is doing now, why it is not, or what it is for. */
export function CardBody({ id, data, status, view }: CardBodyProps) {
  if (status === 'failed' && view?.error) {
    const line = firstLine(view.error.message)
    const hasGoneOn = wentOn(view)
    return (
      <>
        <p className={classNames('line-clamp-2 break-words', hasGoneOn ? 'text-warn' : 'text-bad')}>
          <Ticks words={hasGoneOn ? text.canvas.card.wentOn(line) : line} />
        </p>
        {hasGoneOn ? null : <RetryFromHere />}
      </>
    )
  }
  if (status === 'skipped' && view?.reason)
    return (
      <p className="line-clamp-2 text-mute">
        <Ticks words={view.reason} />
      </p>
    )
  if (status === 'queued') {
    if (view?.reason) return <p className="line-clamp-2 text-mute">{view.reason}</p>
    return <WaitsFor id={id} data={data} />
  }
  if (status === 'waiting' && view?.wait) return <CardWait wait={view.wait} />
  if (status === 'waiting' && view) return <WaitInside view={view} />
  if (status === 'running') return <Doing id={id} data={data} view={view} />
  const kind = data.entry?.trigger
  return kind ? (
    <TriggerWords id={id} data={data} kind={kind}>
      <Purpose data={data} />
    </TriggerWords>
  ) : (
    <Purpose data={data} />
  )
}

/** Once the run is over: it goes on here, on the workflow as it is now. */
function RetryFromHere() {
  const { runId, onGoOn } = useRunScope()
  const hasFailed = useRun(runId, (slice) => slice.view.status === 'failed') ?? false
  if (!onGoOn || !hasFailed) return null
  return (
    <button
      type="button"
      onClick={onGoOn}
      // The canvas would take Enter and a double click for its own.
      onKeyDown={(event) => event.stopPropagation()}
      onDoubleClick={(event) => event.stopPropagation()}
      className="nodrag nopan mt-1 -ml-1 flex items-center gap-1 rounded-sm px-1 font-semibold text-accent text-sm hover:bg-accent-soft"
    >
      <Icon name="rotate-ccw" size={13} />
      {text.canvas.card.retryFromHere}
    </button>
  )
}

function Doing({ id, data, view }: { id: string; data: CardData; view: NodeView | undefined }) {
  const { runId, scope } = useRunScope()
  const written = useRun(runId, (slice) => slice.live[nodeKey(scope, id)]?.text)
  if (written) return <p className="line-clamp-2 break-words text-text">{tailOf(written)}</p>
  if (view && (view.agent || view.words)) return <AgentDoing view={view} />
  const rounds = view?.iterations
  if (rounds) {
    return (
      <p className="figures text-mute">{text.canvas.card.rounds(rounds.succeeded + rounds.failed, rounds.total)}</p>
    )
  }
  return <Purpose data={data} />
}

/** The end of what is being written, from the start of a word, so that two lines of a card show it moving. */
function tailOf(written: string): string {
  const flat = written.slice(-400).replace(/\s+/g, ' ')
  if (flat.length <= 72) return flat
  const tail = flat.slice(-68)
  return `…${tail.slice(tail.indexOf(' ') + 1)}`
}

function WaitsFor({ id, data }: { id: string; data: CardData }) {
  const { graph, runId, scope } = useGraphView()
  // One text, so that the card is drawn again only when it would say something else.
  const waiting = useRun(runId, ({ view }) => {
    const isSettled = (from: string) => {
      const status = view.nodes[nodeKey(scope, from)]?.status
      return status !== undefined && status !== 'running' && status !== 'queued' && status !== 'waiting'
    }
    const [first, ...rest] = waitsFor(graph, id, isSettled)
    const node = first === undefined ? undefined : graph.nodes[first]
    if (!node) return text.canvas.card.waitsForPlace
    return text.canvas.card.waitsFor(titleOf(node, entryOf(node.type)), rest.length)
  })
  return waiting ? <p className="line-clamp-2 text-mute">{waiting}</p> : <Purpose data={data} />
}

function Purpose({ data: { node, entry } }: { data: CardData }) {
  if (!entry) return <p className="line-clamp-2 text-bad">{text.canvas.card.unknownType(node.type)}</p>
  if (entry.container) return <InnerSummary node={node} />
  const called = calledBy(entry, node.params)
  if (called) return <CalledName workflowId={called.workflowId} />
  const said = entry.cardParam === undefined ? undefined : node.params[entry.cardParam]
  const words = typeof said === 'string' ? choiceTitle(entry, said.trim()) : Array.isArray(said) ? listWords(said) : ''
  return words ? (
    <p className="line-clamp-2 break-words text-mute">
      <ExpressionText value={words.slice(0, 200)} />
    </p>
  ) : (
    <p className="line-clamp-2 text-mute">{entry.summary}</p>
  )
}

/** The workflow it runs, by name. */
function CalledName({ workflowId }: { workflowId: string }) {
  const name = useWorkflowName(workflowId)
  return <p className="line-clamp-2 break-words text-mute">{name ?? text.inspector.subworkflow.gone}</p>
}

/** A choice is said with its title, as in the form: “Every branch that is taken”, not `all`. */
function choiceTitle({ params, cardParam }: CatalogEntry, value: string): string {
  const fields = isJsonObject(params.properties) ? params.properties : {}
  const field = cardParam === undefined ? undefined : fields[cardParam]
  const choices = isJsonObject(field) && isJsonObject(field.choices) ? field.choices : {}
  const title = Object.hasOwn(choices, value) ? choices[value] : value
  return typeof title === 'string' ? title : value
}

function InnerSummary({ node }: { node: WorkflowNode }) {
  const inside = Object.values(node.graph?.nodes ?? {})
    .filter((inner) => !entryOf(inner.type)?.inert)
    .sort((a, b) => a.position.x - b.position.x || a.position.y - b.position.y)
  if (inside.length === 0) return <p className="text-mute">{text.canvas.card.emptyContainer}</p>
  const names = inside.slice(0, 3).map((inner) => titleOf(inner, entryOf(inner.type)))
  const more = inside.length > names.length ? ` +${inside.length - names.length}` : ''
  return (
    <p className="line-clamp-2 text-mute">
      {names.join(' → ')}
      {more}
    </p>
  )
}

function listWords(list: unknown[]): string {
  return list
    .map((entry) => {
      if (typeof entry === 'string') return entry
      if (typeof entry !== 'object' || entry === null) return ''
      const name = 'name' in entry ? entry.name : 'title' in entry ? entry.title : ''
      return typeof name === 'string' ? name : ''
    })
    .filter((word) => word !== '')
    .join(', ')
}

function firstLine(message: string): string {
  return message.split('\n', 1)[0] ?? message
}
