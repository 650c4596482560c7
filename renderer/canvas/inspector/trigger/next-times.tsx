import type { CatalogEntry } from '../../../../shared/catalog/entry.ts'
import type { WorkflowNode } from '../../../../shared/workflow/workflow.ts'
import { schemaDefaults } from '../../../parts/graph/node-ports.ts'
import { useSchedulePreview } from '../../../state/schedule-preview.ts'
import { text } from '../../../text.ts'
import { formatDateTime, formatMinute, formatUntil } from '../../../ui/format.ts'
import { Icon } from '../../../ui/icon.tsx'
import { Ticks } from '../../../ui/ticks.tsx'
import { useNow } from '../../../ui/use-now.ts'

const most = 5

/** What the schedule that is being set up comes to: in words, and its next times. */
export function NextTimes({ node, entry }: { node: WorkflowNode; entry: CatalogEntry }) {
  const { preview, error } = useSchedulePreview({ ...schemaDefaults(entry), ...node.params })
  const now = useNow(15_000)
  const say = text.triggers.schedule
  const problem = error?.message ?? preview?.error
  return (
    <section aria-label={say.title} aria-live="polite" className="flex flex-col gap-2 rounded-lg bg-sunken px-3 py-2.5">
      {problem ? (
        <p className="flex items-start gap-2 text-bad text-sm">
          <Icon name="circle-alert" size={14} className="mt-0.5" />
          <span className="wrap-anywhere min-w-0">
            <Ticks words={problem} />
          </span>
        </p>
      ) : preview ? (
        <>
          <p className="flex items-start gap-2 font-semibold">
            <Icon name="calendar-clock" size={15} className="mt-0.5 text-mute" />
            {preview.summary}
          </p>
          {preview.next.length === 0 ? (
            <p className="text-mute text-sm">{say.none}</p>
          ) : (
            <>
              <h3 className="text-mute text-sm">{say.next}</h3>
              <ol className="figures flex flex-col gap-0.5 text-sm">
                {preview.next.slice(0, most).map((at) => (
                  <li key={at} className="flex justify-between gap-3">
                    <time dateTime={new Date(at).toISOString()} title={formatDateTime(at)}>
                      {formatMinute(at)}
                    </time>
                    <span className="text-mute">{formatUntil(at, now)}</span>
                  </li>
                ))}
              </ol>
            </>
          )}
        </>
      ) : (
        <p className="text-mute text-sm">{say.looking}</p>
      )}
    </section>
  )
}
