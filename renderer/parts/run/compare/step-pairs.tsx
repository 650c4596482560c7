import { useVirtualizer } from '@tanstack/react-virtual'
import { useRef } from 'react'
import { type ComparedNode, type NodeFigures, roundOf } from '../../../../shared/run/compare-runs.ts'
import { containersOf } from '../../../../shared/run/events.ts'
import type { Workflow } from '../../../../shared/workflow/workflow.ts'
import { useCatalogStore } from '../../../state/catalog-store.ts'
import { text } from '../../../text.ts'
import { classNames } from '../../../ui/class-names.ts'
import { formatDuration } from '../../../ui/format.ts'
import { Icon } from '../../../ui/icon.tsx'
import { Money } from '../../../ui/money.tsx'
import { StatusIcon } from '../../../ui/status-icon.tsx'
import { nameInDocument } from '../timeline-rows.ts'

const rowHeight = 30

type StepPairsProps = {
  nodes: readonly ComparedNode[]
  /** What names them: those of both runs. */
  documents: readonly (Workflow | undefined)[]
  chosen: string | null
  onChoose: (key: string) => void
}

/** The nodes of both runs, each in one line with how it went in both. */
export function StepPairs({ nodes, documents, chosen, onChoose }: StepPairsProps) {
  const say = text.runPage.compare
  const byType = useCatalogStore((state) => state.byType)
  const box = useRef<HTMLDivElement>(null)
  const virtual = useVirtualizer({
    count: nodes.length,
    getScrollElement: () => box.current,
    estimateSize: () => rowHeight,
    overscan: 12,
  })
  const titleOf = ({ scope, node, nodeType }: ComparedNode) => {
    const known = documents.map((document) => document && nameInDocument(document, containersOf(scope), node))
    const named = known.find((one) => one)
    return named?.title ?? byType.get(named?.type ?? nodeType)?.title ?? node
  }
  return (
    <div className="flex h-full min-h-0 flex-col">
      <div aria-hidden className="flex h-7 shrink-0 items-center gap-2 border-b px-3 text-mute text-xs">
        <span className="min-w-0 flex-1">{say.steps}</span>
        <span className="w-36 shrink-0">{say.left}</span>
        <span className="w-36 shrink-0">{say.right}</span>
        <span className="w-40 shrink-0" />
      </div>
      <div ref={box} className="min-h-0 flex-1 overflow-y-auto">
        <ul aria-label={say.steps} className="relative" style={{ height: virtual.getTotalSize() }}>
          {virtual.getVirtualItems().map(({ index, start }) => {
            const node = nodes[index]
            if (!node) return null
            const title = titleOf(node)
            const round = roundOf(node)
            return (
              <li key={node.key} className="absolute inset-x-0" style={{ transform: `translateY(${start}px)` }}>
                <button
                  type="button"
                  aria-pressed={node.key === chosen}
                  onClick={() => onChoose(node.key)}
                  style={{ height: rowHeight }}
                  className={classNames(
                    'flex w-full items-center gap-2 px-3 text-left text-sm focus-visible:-outline-offset-2',
                    node.key === chosen ? 'bg-accent-soft' : 'hover:bg-hover/60',
                  )}
                >
                  <span
                    className="flex min-w-0 flex-1 items-center gap-1.5"
                    style={{ paddingLeft: Math.min(node.depth, 8) * 14 }}
                  >
                    <span className="min-w-0 truncate">{title}</span>
                    {round >= 0 ? (
                      <span className="shrink-0 text-mute text-xs">{text.runs.log.inRound(String(round))}</span>
                    ) : null}
                  </span>
                  <Figures figures={node.a} />
                  <Figures figures={node.b} />
                  <Marks node={node} />
                </button>
              </li>
            )
          })}
        </ul>
      </div>
    </div>
  )
}

function Figures({ figures }: { figures: NodeFigures | null }) {
  if (!figures) return <span className="w-36 shrink-0 text-mute text-xs">{text.runPage.compare.notThere}</span>
  const { status, isReused, durationMs, calls, unknownCalls, microUsd } = figures
  return (
    <span className="figures flex w-36 shrink-0 items-center gap-1.5">
      <StatusIcon status={isReused ? 'cached' : status} size={14} />
      <span className="text-mute">{durationMs === null ? '' : formatDuration(durationMs)}</span>
      {calls > 0 ? <Money microUsd={unknownCalls === calls ? null : microUsd} /> : null}
    </span>
  )
}

/** In few words what differs. */
function Marks({ node: { a, b, differences, differInside } }: { node: ComparedNode }) {
  const say = text.runPage.compare
  const words: string[] = differences.map(({ aspect }) => say.aspects[aspect])
  if (a === null) words.push(say.onlyIn(say.right))
  if (b === null) words.push(say.onlyIn(say.left))
  return (
    <span className="flex w-40 shrink-0 items-center gap-1 text-warn text-xs">
      <span title={words.join(', ')} className="min-w-0 truncate">
        {words.join(', ')}
      </span>
      {words.length === 0 && differInside > 0 ? <Icon name="chevron-down" size={12} /> : null}
    </span>
  )
}
