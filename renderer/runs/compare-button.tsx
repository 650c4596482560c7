import { Command } from 'cmdk'
import { useState } from 'react'
import type { RunSummary } from '../../shared/contract/runs.ts'
import { client } from '../link/client.ts'
import { errorOf } from '../link/error-of.ts'
import { SummaryIcon } from '../parts/run/run-state.tsx'
import { navigate, useRoute } from '../state/route-store.ts'
import { useRun } from '../state/run-store.ts'
import { text } from '../text.ts'
import { Button } from '../ui/button.tsx'
import { formatDateTime, formatDuration } from '../ui/format.ts'
import { Money } from '../ui/money.tsx'
import { Popover } from '../ui/popover.tsx'
import { showToast } from '../ui/toast.tsx'

const mostListed = 50

type CompareButtonProps = { runId: string; workflowId: string | null; label?: string }

/** Chooses the run that this one is compared with: those of its workflow, first the one whose work it took up. */
export function CompareButton({ runId, workflowId, label }: CompareButtonProps) {
  const say = text.runPage.compare
  const route = useRoute()
  const rerunOf = useRun(runId, (slice) => slice.view.rerunOf) ?? null
  const [isOpen, setOpen] = useState(false)
  const [others, setOthers] = useState<RunSummary[] | null>(null)
  const open = async (isToBe: boolean) => {
    setOpen(isToBe)
    if (!isToBe) return
    setOthers(null)
    try {
      const runs = await client.runs.list({ ...(workflowId && { workflowId }), limit: mostListed })
      const sameWorkflow = runs.filter((run) => run.runId !== runId && run.workflowId === workflowId)
      setOthers(sameWorkflow.sort((a, b) => rankOf(b, rerunOf) - rankOf(a, rerunOf)))
    } catch (thrown) {
      setOpen(false)
      showToast(errorOf(thrown).message, { tone: 'bad' })
    }
  }
  const choose = (other: string) => {
    setOpen(false)
    const filter = route.screen === 'runs' ? route.filter : undefined
    navigate({ screen: 'runs', runId, other, ...(filter && { filter }) })
  }
  return (
    <Popover
      isOpen={isOpen}
      onOpenChange={(isToBe) => void open(isToBe)}
      className="w-96 overflow-hidden! p-0!"
      trigger={
        <Button size="sm" icon="arrow-left-right">
          {label ?? say.button}
        </Button>
      }
    >
      <Command label={say.choose} className="flex max-h-80 flex-col">
        <Command.Input
          autoFocus
          placeholder={say.search}
          className="h-9 shrink-0 border-b bg-transparent px-3 text-base outline-none"
        />
        <Command.List className="min-h-0 flex-1 overflow-y-auto p-1">
          <Command.Empty className="px-3 py-4 text-center text-mute">
            {others === null ? text.common.loading : say.none}
          </Command.Empty>
          {others?.map((run) => (
            <Command.Item
              key={run.runId}
              value={`${run.runId} ${formatDateTime(run.startedAt)} ${text.common.state[run.status]}`}
              onSelect={() => choose(run.runId)}
              className="flex h-8 select-none items-center gap-2 rounded-md px-2 text-sm data-[selected=true]:bg-hover"
            >
              <SummaryIcon run={run} size={14} />
              <span className="figures flex-1 truncate">{formatDateTime(run.startedAt)}</span>
              {run.durationMs === null ? null : (
                <span className="figures text-mute">{formatDuration(run.durationMs)}</span>
              )}
              <Money microUsd={run.microUsd} isPartlyUnknown={run.unknownCalls > 0} className="font-semibold" />
            </Command.Item>
          ))}
        </Command.List>
      </Command>
    </Popover>
  )
}

/** The run it took up first, then the newest. */
function rankOf({ runId, startedAt }: RunSummary, rerunOf: string | null): number {
  return runId === rerunOf ? Number.POSITIVE_INFINITY : startedAt
}
