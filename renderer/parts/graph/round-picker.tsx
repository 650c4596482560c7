import { useMemo } from 'react'
import { nodeKey } from '../../../shared/run/events.ts'
import { useRun } from '../../state/run-store.ts'
import { chooseRound, useSelection } from '../../state/selection-store.ts'
import { text } from '../../text.ts'
import { IconButton } from '../../ui/button.tsx'
import { Select } from '../../ui/select.tsx'
import { scopeOf, useGraphView } from './graph-view.tsx'
import { type RoundState, roundStates } from './round-states.ts'

/** More rounds than this are not offered one by one; the arrows still go through all of them. */
const mostOffered = 300

/** Which round of the innermost open container a run shows: round 3 of 12. Nothing without a run or at the top. */
export function RoundPicker() {
  const { canvas, at, runId } = useGraphView()
  const rounds = useSelection(canvas, (selection) => selection.rounds)
  const container = at.at(-1)
  const outer = scopeOf(at.slice(0, -1), rounds)
  const counted = useRun(runId, ({ view }) =>
    container === undefined ? undefined : view.nodes[nodeKey(outer, container)]?.iterations,
  )
  const view = useRun(runId, (slice) => slice.view)
  const states = useMemo(
    (): Map<number, RoundState> =>
      container === undefined || !view ? new Map() : roundStates(Object.values(view.nodes), nodeKey(outer, container)),
    [container, view, outer],
  )
  // Nobody knows yet how many there will be: those that have begun.
  const total = counted && (counted.total ?? Math.max(0, ...[...states.keys()].map((index) => index + 1)))
  if (container === undefined || runId === null || !total) return null
  const round = Math.min(rounds[at.join('/')] ?? 0, total - 1)
  const go = (to: number) => chooseRound(canvas, at, Math.max(0, Math.min(total - 1, to)))
  const failed = [...states].filter(([, state]) => state === 'failed').map(([index]) => index)
  const nextFailed = failed.find((index) => index > round) ?? failed[0]
  return (
    <div className="flex h-8 items-center gap-0.5 rounded-lg border bg-panel px-1 shadow-card">
      <IconButton
        icon="chevron-left"
        size="sm"
        label={text.canvas.rounds.previous}
        disabled={round === 0}
        onClick={() => go(round - 1)}
      />
      {total <= mostOffered ? (
        <Select
          size="sm"
          label={text.canvas.rounds.label}
          value={String(round)}
          onChange={(value) => go(Number(value))}
          options={Array.from({ length: total }, (_, index) => ({
            value: String(index),
            label: text.canvas.rounds.of(index + 1, total),
            note: text.canvas.rounds.states[states.get(index) ?? 'waiting'],
          }))}
          className="h-6 w-36 border-none bg-transparent"
        />
      ) : (
        <span className="figures px-1.5 text-sm">{text.canvas.rounds.of(round + 1, total)}</span>
      )}
      <IconButton
        icon="chevron-right"
        size="sm"
        label={text.canvas.rounds.next}
        disabled={round >= total - 1}
        onClick={() => go(round + 1)}
      />
      {nextFailed === undefined ? null : (
        <IconButton
          icon="circle-x"
          size="sm"
          label={text.canvas.rounds.nextFailed(failed.length)}
          onClick={() => go(nextFailed)}
          className="text-bad"
        />
      )}
    </div>
  )
}
