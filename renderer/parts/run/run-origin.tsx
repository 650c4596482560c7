import { hrefOf } from '../../state/route-store.ts'
import { useRun } from '../../state/run-store.ts'
import { text } from '../../text.ts'
import { Icon } from '../../ui/icon.tsx'
import { RelativeTime } from '../../ui/relative-time.tsx'

/** Says of a run that it takes up another's work, and that it went on after a stop of the program. */
export function RunOrigin({ runId }: { runId: string }) {
  const rerunOf = useRun(runId, (slice) => slice.view.rerunOf) ?? null
  const resumedAt = useRun(runId, (slice) => slice.view.resumedAt) ?? null
  const say = text.runs.origin
  if (rerunOf === null && resumedAt === null) return null
  return (
    <div className="flex flex-col gap-1.5 rounded-lg bg-sunken px-3 py-2 text-sm">
      {rerunOf === null ? null : (
        <p className="flex items-start gap-2">
          <Icon name="history" size={15} className="mt-0.5 text-mute" />
          <span>
            {say.rerunOf}{' '}
            <a href={hrefOf({ screen: 'runs', runId: rerunOf })} className="font-medium text-accent hover:underline">
              {say.openParent}
            </a>
          </span>
        </p>
      )}
      {resumedAt === null ? null : (
        <p className="flex items-start gap-2">
          <Icon name="rotate-ccw" size={15} className="mt-0.5 text-mute" />
          <span>
            {say.resumed} <RelativeTime atMs={resumedAt} className="text-mute" />
          </span>
        </p>
      )}
    </div>
  )
}
