import { useState } from 'react'
import { client } from '../link/client.ts'
import { errorOf } from '../link/error-of.ts'
import { text } from '../text.ts'
import { Button } from '../ui/button.tsx'
import { Checkbox } from '../ui/checkbox.tsx'
import { Dialog } from '../ui/dialog.tsx'
import { downloadBlob } from '../ui/download-text.ts'
import { Menu } from '../ui/menu.tsx'
import { showToast } from '../ui/toast.tsx'

/** A run as a file for other programs. */
export function ExportMenu({ runId }: { runId: string }) {
  const say = text.runPage.export
  const [isAsking, setAsking] = useState(false)
  const [isBusy, setBusy] = useState(false)
  const save = async (format: 'json' | 'otlp', withContent: boolean) => {
    setBusy(true)
    try {
      // Of each piece only its bytes are kept, which the browser may put on disk.
      const pieces: Blob[] = []
      for await (const { text: piece } of await client.runs.export({ runId, format, withContent })) {
        pieces.push(new Blob([piece]))
      }
      downloadBlob(
        `${runId}.${format === 'otlp' ? 'otlp.json' : 'json'}`,
        new Blob(pieces, { type: 'application/json' }),
      )
      setAsking(false)
    } catch (thrown) {
      const { message, hint } = errorOf(thrown)
      showToast(say.failed, { tone: 'bad', detail: hint ? `${message} ${hint}` : message })
    } finally {
      setBusy(false)
    }
  }
  return (
    <>
      <Menu
        trigger={
          <Button size="sm" icon="download" isBusy={isBusy}>
            {say.button}
          </Button>
        }
        items={[
          { label: say.json, icon: 'file-json', onSelect: () => void save('json', true) },
          { label: say.otlp, icon: 'activity', onSelect: () => setAsking(true) },
        ]}
      />
      {isAsking ? <AskContent isBusy={isBusy} onSave={save} onClose={() => setAsking(false)} /> : null}
    </>
  )
}

type AskContentProps = {
  isBusy: boolean
  onSave: (format: 'otlp', withContent: boolean) => Promise<void>
  onClose: () => void
}

function AskContent({ isBusy, onSave, onClose }: AskContentProps) {
  const say = text.runPage.export
  const [withContent, setWithContent] = useState(false)
  return (
    <Dialog
      isOpen
      onClose={onClose}
      title={say.otlpTitle}
      description={say.otlpBody}
      footer={
        <>
          <Button onClick={onClose}>{text.common.cancel}</Button>
          <Button variant="primary" isBusy={isBusy} onClick={() => void onSave('otlp', withContent)}>
            {say.save}
          </Button>
        </>
      }
    >
      <Checkbox isOn={withContent} onChange={setWithContent} label={say.withContent} />
      <p className="mt-1 ml-6 text-mute text-sm">{say.withContentHint}</p>
    </Dialog>
  )
}
