import type { NodeForecast, RunForecast } from '../../../shared/contract/costs.ts'
import { formatMicroUsd } from '../../../shared/money.ts'
import { pathInDocument, titleOfPath } from '../../parts/costs/node-paths.ts'
import { bringIntoView } from '../../parts/graph/canvas-handle.ts'
import { showNode } from '../../state/selection-store.ts'
import { useDraft } from '../../state/workflow-store.ts'
import { text } from '../../text.ts'
import { Button } from '../../ui/button.tsx'
import { formatCompactCount } from '../../ui/format.ts'
import { Icon } from '../../ui/icon.tsx'
import { runDraft } from '../run-draft.ts'
import { basisWords, callsWords, isOverBudget } from './forecast-words.ts'

const say = text.forecast.table
const number = 'px-2 py-1.5 text-right align-top'

type ForecastTableProps = { workflowId: string; forecast: RunForecast; onClose: () => void }

/** What each node is likely to cost and why one thinks so, what it comes to, and what limits it. */
export function ForecastTable({ workflowId, forecast, onClose }: ForecastTableProps) {
  const document = useDraft(workflowId, (draft) => draft.document)
  if (!document) return null
  const { nodes, expectedMicroUsd, mostMicroUsd, cappedBy, unknownNodes } = forecast
  const show = (nodeId: string) => {
    const path = pathInDocument(document, nodeId.split('/'))
    const id = path.pop() ?? nodeId
    showNode(workflowId, path, id)
    bringIntoView(workflowId, id)
    onClose()
  }
  return (
    <div className="flex flex-col">
      <header className="px-4 pt-3 pb-2">
        <h2 className="font-semibold text-md">{say.title}</h2>
        <p className="text-mute text-sm">{say.body}</p>
      </header>
      {nodes.length > 0 ? (
        <table className="figures w-full border-y text-sm">
          <thead className="text-mute text-xs">
            <tr className="border-b text-right">
              <th scope="col" className="py-1.5 pr-2 pl-4 text-left font-medium">
                {say.node}
              </th>
              <th scope="col" className="px-2 py-1.5 font-medium">
                {say.calls}
              </th>
              <th scope="col" className="px-2 py-1.5 font-medium" title={say.perCall}>
                {say.tokens}
              </th>
              <th scope="col" className="px-2 py-1.5 font-medium">
                {say.expected}
              </th>
              <th scope="col" className="py-1.5 pr-4 pl-2 font-medium">
                {say.most}
              </th>
            </tr>
          </thead>
          <tbody>
            {nodes.map((node) => (
              <NodeRow
                key={node.nodeId}
                node={node}
                title={titleOfPath(document, node.nodeId.split('/'))}
                onShow={show}
              />
            ))}
          </tbody>
          <tfoot>
            <tr className="border-t font-semibold">
              <th scope="row" colSpan={3} className="py-2 pr-2 pl-4 text-left font-semibold">
                {say.total}
              </th>
              <td className="px-2 py-2 text-right">
                {formatMicroUsd(expectedMicroUsd)}
                {unknownNodes.length > 0 ? (
                  <span className="block font-normal text-warn text-xs">{text.common.andUnknown}</span>
                ) : null}
              </td>
              <td className="py-2 pr-4 pl-2 text-right">{most(mostMicroUsd)}</td>
            </tr>
          </tfoot>
        </table>
      ) : null}
      <div className="flex items-start gap-3 px-4 py-3 text-sm">
        <div className="flex min-w-0 flex-1 flex-col gap-1.5">
          <Limits forecast={forecast} />
          {unknownNodes.length > 0 ? (
            <p className="text-mute">
              {say.unknownNodes(unknownNodes.map((id) => titleOfPath(document, id.split('/'))).join(', '))}
            </p>
          ) : null}
          {cappedBy === null && mostMicroUsd === null ? <p className="text-mute">{say.notCapped}</p> : null}
        </div>
        <Button
          size="sm"
          onClick={() => {
            onClose()
            void runDraft(workflowId, { dryRun: true })
          }}
        >
          {say.dryRun}
        </Button>
      </div>
    </div>
  )
}

/** The budget that holds it, and that it is too small where it is. */
function Limits({ forecast }: { forecast: RunForecast }) {
  const { cappedBy } = forecast
  if (!cappedBy) return null
  const left = formatMicroUsd(cappedBy.leftMicroUsd)
  if (!isOverBudget(forecast)) return <p className="text-mute">{say.cappedBy(cappedBy.title, left)}</p>
  return (
    <p className="flex items-start gap-2 rounded-lg bg-warn-soft px-2.5 py-2">
      <Icon name="triangle-alert" size={15} className="mt-0.5 text-warn" />
      <span className="min-w-0 flex-1">{say.overBudget(cappedBy.title, left)}</span>
    </p>
  )
}

type NodeRowProps = { node: NodeForecast; title: string; onShow: (nodeId: string) => void }

function NodeRow({ node, title, onShow }: NodeRowProps) {
  const { nodeId, model, calls, inputTokens, outputTokens, expectedMicroUsd, mostMicroUsd } = node
  const isKnown = expectedMicroUsd !== null
  return (
    <tr className="border-b last:border-b-0">
      <th scope="row" className="max-w-44 py-1.5 pr-2 pl-4 text-left font-normal">
        <button
          type="button"
          onClick={() => onShow(nodeId)}
          className="block max-w-full truncate rounded-xs text-left font-medium hover:underline"
        >
          {title}
        </button>
        <span className="block truncate text-mute text-xs">{model ?? say.chosenLater}</span>
      </th>
      <td className={number}>{callsWords(calls.expected)}</td>
      <td className={number}>
        {say.tokensOf(formatCompactCount(inputTokens.expected), formatCompactCount(outputTokens.expected))}
      </td>
      <td className={number}>
        {isKnown ? formatMicroUsd(expectedMicroUsd) : <span className="text-warn">{say.unknown}</span>}
        <span className="block text-mute text-xs">{basisWords(node)}</span>
      </td>
      <td className={`${number} pr-4`}>{isKnown ? most(mostMicroUsd) : most(mostMicroUsd, say.unknown)}</td>
    </tr>
  )
}

/** null: nothing limits it, or (where nobody knows the price) nobody can tell. */
function most(microUsd: number | null, otherwise: string = say.noLimit) {
  return microUsd === null ? <span className="text-mute">{otherwise}</span> : formatMicroUsd(microUsd)
}
