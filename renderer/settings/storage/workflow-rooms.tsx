import { useState } from 'react'
import type { StorageOfWorkflow } from '../../../shared/contract/storage.ts'
import { retentionWords } from '../../parts/retention/retention-fields.ts'
import { hrefOf } from '../../state/route-store.ts'
import { useSettings } from '../../state/settings-store.ts'
import { text } from '../../text.ts'
import { Button, IconButton } from '../../ui/button.tsx'
import { formatBytes, formatCount } from '../../ui/format.ts'
import { RelativeTime } from '../../ui/relative-time.tsx'
import { CleanDialog } from './clean-dialog.tsx'

const say = text.storage
const cell = 'px-3 py-0 first:pl-4 last:pr-2'

/** What the runs of each workflow hold, and the button that frees it. */
export function WorkflowRooms({ workflows }: { workflows: readonly StorageOfWorkflow[] }) {
  const [cleaning, setCleaning] = useState<{ of: string | null | undefined } | null>(null)
  const app = useSettings((state) => state.settings?.retention)
  const sorted = [...workflows].sort((a, b) => b.bytes - a.bytes)
  return (
    <section aria-labelledby="rooms-heading" className="flex flex-col gap-2.5">
      <div className="flex items-end justify-between gap-4">
        <h3 id="rooms-heading" className="font-semibold text-md">
          {say.byWorkflow}
        </h3>
        {workflows.length > 0 ? (
          <Button size="sm" icon="trash-2" onClick={() => setCleaning({ of: undefined })}>
            {say.cleanAll}
          </Button>
        ) : null}
      </div>
      {workflows.length === 0 ? (
        <p className="rounded-xl border bg-panel px-4 py-3 text-mute shadow-card">{say.noRuns}</p>
      ) : (
        <div className="overflow-hidden rounded-xl border bg-panel shadow-card">
          <table className="w-full table-fixed text-left">
            <thead className="text-mute text-sm">
              <tr className="h-9 border-b">
                <th scope="col" className={`${cell} font-medium`}>
                  {say.columns.name}
                </th>
                <th scope="col" className={`${cell} w-18 text-right font-medium`}>
                  {say.columns.runs}
                </th>
                <th scope="col" className={`${cell} w-24 text-right font-medium`}>
                  {say.columns.bytes}
                </th>
                <th scope="col" className={`${cell} w-28 text-right font-medium`}>
                  {say.columns.oldest}
                </th>
                <th scope="col" className={`${cell} w-48 font-medium`}>
                  {say.columns.kept}
                </th>
                <td className={`${cell} w-11`} />
              </tr>
            </thead>
            <tbody>
              {sorted.map((one) => {
                const name = one.workflowId === null ? say.files : one.name
                return (
                  <tr key={one.workflowId ?? ''} className="h-10 border-b last:border-b-0">
                    <td className={`${cell} truncate font-medium`}>
                      {one.workflowId === null ? (
                        name
                      ) : (
                        <a
                          href={hrefOf({ screen: 'workflow', workflowId: one.workflowId })}
                          title={name}
                          className="rounded-sm hover:underline"
                        >
                          {name}
                        </a>
                      )}
                    </td>
                    <td className={`${cell} figures text-right`}>{formatCount(one.runs)}</td>
                    <td className={`${cell} figures text-right font-semibold`}>{formatBytes(one.bytes)}</td>
                    <td className={`${cell} text-right text-mute`}>
                      {one.oldestAt === null ? null : <RelativeTime atMs={one.oldestAt} />}
                    </td>
                    <td title={keptWords(one, app)} className={`${cell} truncate text-mute`}>
                      {keptWords(one, app)}
                    </td>
                    <td className={`${cell} text-right`}>
                      <IconButton
                        icon="trash-2"
                        size="sm"
                        label={say.cleanOne(name)}
                        onClick={() => setCleaning({ of: one.workflowId })}
                      />
                    </td>
                  </tr>
                )
              })}
            </tbody>
          </table>
        </div>
      )}
      {cleaning ? <CleanDialog workflows={sorted} chosen={cleaning.of} onClose={() => setCleaning(null)} /> : null}
    </section>
  )
}

function keptWords({ retention }: StorageOfWorkflow, app: StorageOfWorkflow['retention'] | undefined): string {
  if (retention) return retentionWords(retention)
  return app ? say.keptAsApp(retentionWords(app)) : ''
}
