import { type BackupsView, backups } from '../../state/backups-store.ts'
import { text } from '../../text.ts'
import { Button } from '../../ui/button.tsx'
import { RelativeTime } from '../../ui/relative-time.tsx'
import { showToast } from '../../ui/toast.tsx'
import { Until } from '../../ui/until.tsx'
import { useNow } from '../../ui/use-now.ts'
import { Panel, PanelRow } from '../panel.tsx'
import { useAttempt } from '../storage/use-attempt.ts'

const say = text.backups

/** When the last one was made and when the next is due, with the button that makes one now. */
export function BackupStanding({ view, isOn }: { view: BackupsView; isOn: boolean }) {
  const { isBusy, attempt } = useAttempt()
  const last = view.backups.find(({ problem, verifiedAt }) => problem === null && verifiedAt !== null)
  const create = () =>
    attempt(async () => {
      const { path } = await backups.create()
      showToast(say.made, { tone: 'ok', detail: path })
    })
  return (
    <Panel>
      <PanelRow title={say.last} hint={<Progress view={view} />}>
        {last ? <RelativeTime atMs={last.at} /> : <span className="text-mute">{say.never}</span>}
        <Button
          icon="archive"
          size="sm"
          isBusy={isBusy}
          disabled={view.underWay !== null && !isBusy}
          onClick={create}
          className="ml-2"
        >
          {say.now}
        </Button>
      </PanelRow>
      <PanelRow title={say.next} hint={isOn ? null : say.off}>
        {view.nextAt === null ? null : <NextTime atMs={view.nextAt} />}
      </PanelRow>
      <PanelRow title={say.into}>
        <code title={view.folder} className="truncate font-mono text-sm">
          {view.folder}
        </code>
      </PanelRow>
    </Panel>
  )
}

function NextTime({ atMs }: { atMs: number }) {
  const now = useNow(30_000)
  return atMs <= now ? <span>{say.soon}</span> : <Until atMs={atMs} />
}

/** How far the one that is being written has come. */
function Progress({ view: { underWay } }: { view: BackupsView }) {
  if (!underWay) return null
  const percent = underWay.done === null ? 100 : Math.floor(underWay.done * 100)
  const words =
    underWay.done === null ? say.reading(say.why[underWay.why]) : say.writing(say.why[underWay.why], percent)
  return (
    <span className="mt-1 flex w-80 flex-col gap-1.5">
      <span role="status">{words}</span>
      <span aria-hidden className="h-1 overflow-hidden rounded-full bg-line">
        <span className="block h-full bg-accent transition-[width]" style={{ width: `${percent}%` }} />
      </span>
    </span>
  )
}
