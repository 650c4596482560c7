import { type ReactNode, useState } from 'react'
import type { McpServer } from '../../shared/contract/mcp.ts'
import type { ErrorInfo } from '../../shared/errors.ts'
import { type McpSettings, readMcpConfig } from '../../shared/mcp/read-config.ts'
import { errorOf } from '../link/error-of.ts'
import { mcpServers } from '../state/mcp-store.ts'
import { text } from '../text.ts'
import { Button } from '../ui/button.tsx'
import { Sheet } from '../ui/dialog.tsx'
import { ErrorNote } from '../ui/error-note.tsx'
import { Field } from '../ui/field.tsx'
import { TextArea } from '../ui/input.tsx'
import { TabPanel, Tabs } from '../ui/tabs.tsx'
import { showToast } from '../ui/toast.tsx'
import { draftOfServer, draftOfSettings, emptyDraft, problemsOf, type ServerDraft, settingsOf } from './server-draft.ts'
import { ServerFields } from './server-fields.tsx'

const say = text.mcp.form

type ServerSheetProps = {
  /** The one that is changed; null: a new one. */
  server: McpServer | null
  onClose: () => void
}

/** Adds a server, or changes one. */
export function ServerSheet({ server, onClose }: ServerSheetProps) {
  const [way, setWay] = useState<'paste' | 'fill'>(server ? 'fill' : 'paste')
  const [draft, setDraft] = useState<ServerDraft>(server ? () => draftOfServer(server) : emptyDraft)
  const [pasted, setPasted] = useState('')
  const [isTold, setTold] = useState(false)
  const [isBusy, setBusy] = useState(false)
  const [error, setError] = useState<ErrorInfo | null>(null)
  const read = readPasted(pasted)
  const problems = problemsOf(draft)

  const keep = async (all: McpSettings[]) => {
    setBusy(true)
    try {
      for (const settings of all) {
        if (server) await mcpServers.update(server.serverId, settings)
        else await mcpServers.add(settings)
      }
      if (!server) showToast(all.length === 1 ? text.mcp.added(all[0]?.title ?? '') : text.mcp.addedMany(all.length))
      onClose()
    } catch (thrown) {
      setError(errorOf(thrown))
    } finally {
      setBusy(false)
    }
  }
  const submit = () => {
    setError(null)
    if (way === 'paste') {
      setTold(true)
      if (read.servers.length > 0) void keep(read.servers)
      return
    }
    setTold(true)
    if (Object.keys(problems).length === 0) void keep([settingsOf(draft, server)])
  }
  const lookThrough = (settings: McpSettings) => {
    setDraft(draftOfSettings(settings))
    setWay('fill')
  }
  const fields = <ServerFields draft={draft} onChange={setDraft} problems={isTold ? problems : {}} />
  const many = way === 'paste' ? read.servers.length : 1
  return (
    <Sheet
      isOpen
      onClose={onClose}
      size="lg"
      title={server ? say.editTitle(server.title) : say.addTitle}
      description={say.body}
      footer={
        <>
          <Button onClick={onClose}>{text.common.cancel}</Button>
          <Button variant="primary" isBusy={isBusy} onClick={submit}>
            {server ? say.save : many > 1 ? say.addMany(many) : say.add}
          </Button>
        </>
      }
    >
      {server ? (
        fields
      ) : (
        <Tabs
          value={way}
          onChange={setWay}
          label={say.ways}
          tabs={[
            { value: 'paste', label: say.paste },
            { value: 'fill', label: say.fill },
          ]}
          listClassName="px-0! mb-4"
        >
          <TabPanel value="paste">
            <Paste pasted={pasted} onChange={setPasted} error={isTold || pasted !== '' ? read.error : null}>
              {read.servers.length === 0 ? null : <Found servers={read.servers} onLook={lookThrough} />}
            </Paste>
          </TabPanel>
          <TabPanel value="fill">{fields}</TabPanel>
        </Tabs>
      )}
      {error ? <ErrorNote error={error} className="mt-4" /> : null}
    </Sheet>
  )
}

type PasteProps = { pasted: string; onChange: (text: string) => void; error: string | null; children: ReactNode }

function Paste({ pasted, onChange, error, children }: PasteProps) {
  return (
    <div className="flex flex-col gap-3">
      <Field label={say.pasteLabel} hint={say.pasteHint} error={error}>
        <TextArea value={pasted} onChange={onChange} rows={10} isMono placeholder={say.pastePlaceholder} />
      </Field>
      {children}
    </div>
  )
}

function Found({ servers, onLook }: { servers: McpSettings[]; onLook: (settings: McpSettings) => void }) {
  const [first] = servers
  return (
    <div className="flex items-center gap-3">
      <p className="min-w-0 flex-1 text-sm">{say.found(servers.map(({ title }) => title).join(', '))}</p>
      {servers.length === 1 && first ? (
        <Button size="sm" onClick={() => onLook(first)}>
          {say.changeFound}
        </Button>
      ) : null}
    </div>
  )
}

function readPasted(pasted: string): { servers: McpSettings[]; error: string | null } {
  try {
    return { servers: readMcpConfig(pasted), error: null }
  } catch (thrown) {
    const { message, hint } = errorOf(thrown)
    return { servers: [], error: [message, hint].filter(Boolean).join(' ') }
  }
}
