import { useEffect, useRef, useState } from 'react'
import type { RunSummary } from '../../shared/contract/runs.ts'
import { client } from '../link/client.ts'
import { RunRow } from '../parts/run/run-row.tsx'
import { text } from '../text.ts'
import { Checkbox } from '../ui/checkbox.tsx'
import { classNames } from '../ui/class-names.ts'
import { formatDateTime } from '../ui/format.ts'
import { Skeleton } from '../ui/skeleton.tsx'

type RunListRowProps = {
  run: RunSummary
  href: string
  isCurrent: boolean
  isSelected: boolean
  /** What is searched for, to show where it stands. */
  words: string | undefined
  onSelect: (isSelected: boolean, isRange: boolean) => void
}

/** A run of the list, with what selects it, and where the words that are searched for stand in it. */
export function RunListRow({ run, href, isCurrent, isSelected, words, onSelect }: RunListRowProps) {
  const isRange = useRef(false)
  return (
    <div
      className={classNames('flex h-full border-b', (isSelected || isCurrent) && 'bg-accent-soft')}
      onClickCapture={(event) => {
        isRange.current = event.shiftKey
      }}
    >
      <div className="flex w-9 shrink-0 items-start justify-center pt-2.5">
        <Checkbox
          isOn={isSelected}
          onChange={(isOn) => onSelect(isOn, isRange.current)}
          label={
            <span className="sr-only">{text.runList.select(run.workflowName, formatDateTime(run.startedAt))}</span>
          }
        />
      </div>
      <RunRow
        run={run}
        href={href}
        isCurrent={isCurrent}
        layout="card"
        below={words === undefined ? null : <Finding runId={run.runId} words={words} />}
      />
    </div>
  )
}

/** Rows that are scrolled past quickly are not looked into. */
const patienceMs = 120

/** The first place in a run where the words stand. */
function Finding({ runId, words }: { runId: string; words: string }) {
  const [found, setFound] = useState<{ where: keyof typeof text.runList.where; text: string } | null>(null)
  useEffect(() => {
    const stop = new AbortController()
    const timer = setTimeout(async () => {
      try {
        const [first] = await client.runs.findings({ runId, words }, { signal: stop.signal })
        if (!stop.signal.aborted) setFound(first ?? null)
      } catch {
        // The line stays empty: the run itself is there, and says what is wrong with it when it is opened.
      }
    }, patienceMs)
    return () => {
      clearTimeout(timer)
      stop.abort()
    }
  }, [runId, words])
  return (
    <span className="block h-4.5 truncate text-mute text-sm">
      {found ? (
        <>
          <span className="font-medium text-text">{text.runList.where[found.where]}</span> {found.text}
        </>
      ) : null}
    </span>
  )
}

/** The place of a run that has not arrived yet. */
export function RunListGap() {
  return (
    <div className="flex h-full items-center gap-3 border-b py-2 pr-3 pl-9">
      <Skeleton className="size-4 rounded-full" />
      <div className="flex flex-1 flex-col gap-1.5">
        <Skeleton className="h-3 w-1/2" />
        <Skeleton className="h-2.5 w-3/4" />
      </div>
    </div>
  )
}
