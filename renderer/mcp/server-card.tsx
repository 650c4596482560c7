import { type ReactNode, useState } from 'react'
import type { McpServer } from '../../shared/contract/mcp.ts'
import { errorOf } from '../link/error-of.ts'
import { mcpServers } from '../state/mcp-store.ts'
import { text } from '../text.ts'
import { Badge, type BadgeTone } from '../ui/badge.tsx'
import { Button, IconButton } from '../ui/button.tsx'
import { ConfirmDialog } from '../ui/dialog.tsx'
import { ErrorNote } from '../ui/error-note.tsx'
import { Icon, type IconName } from '../ui/icon.tsx'
import { Menu } from '../ui/menu.tsx'
import { Switch } from '../ui/switch.tsx'
import { showToast } from '../ui/toast.tsx'
import { Until } from '../ui/until.tsx'
import { ServerTools } from './server-tools.tsx'

const say = text.mcp

const looks: Record<McpServer['state'] | 'off', { tone: BadgeTone; icon: IconName }> = {
  running: { tone: 'ok', icon: 'circle-check' },
  starting: { tone: 'accent', icon: 'loader-circle' },
  failing: { tone: 'bad', icon: 'circle-alert' },
  stopped: { tone: 'plain', icon: 'circle-dashed' },
  off: { tone: 'plain', icon: 'circle-pause' },
}

/** One server: whether it runs, what it offers, what it says, and what one can do about it. */
export function ServerCard({ server, onEdit }: { server: McpServer; onEdit: () => void }) {
  const { serverId, title, transport, secretNames, isOn, state, error, tools, logs, nextTryAt } = server
  const [open, setOpen] = useState<'tools' | 'log' | null>(null)
  const [isRemoving, setRemoving] = useState(false)
  const [isBusy, setBusy] = useState(false)
  const shown = isOn ? state : 'off'
  const look = looks[shown]
  const attempt = async (work: () => Promise<void>, isToldBelow = false) => {
    setBusy(true)
    try {
      await work()
    } catch (thrown) {
      const told = errorOf(thrown)
      if (!isToldBelow) showToast(told.message, { tone: 'bad', detail: told.hint })
    } finally {
      setBusy(false)
    }
  }
  const told = [
    transport.kind === 'stdio' ? [transport.command, ...transport.args].join(' ') : transport.url,
    secretNames.length === 0 ? '' : (transport.kind === 'stdio' ? say.variables : say.headers)(secretNames.length),
    [server.serverName, server.serverVersion].filter(Boolean).join(' '),
  ]
  return (
    <li aria-label={title} className="rounded-xl border bg-panel shadow-card">
      <div className="flex items-center gap-3 px-4 py-3">
        <Icon name={transport.kind === 'stdio' ? 'terminal' : 'globe'} size={18} className="shrink-0 text-mute" />
        <div className="min-w-0 flex-1">
          <div className="flex items-center gap-2">
            <h2 className="truncate font-semibold">{title}</h2>
            <Badge tone={look.tone} icon={look.icon}>
              {say.states[shown]}
            </Badge>
          </div>
          <p className="truncate font-mono text-mute text-xs" title={told[0]}>
            {told.filter(Boolean).join(' · ')}
          </p>
        </div>
        {isOn ? (
          <Button
            size="sm"
            icon="refresh-cw"
            isBusy={isBusy}
            aria-label={say.restartLabel(title)}
            onClick={() => void attempt(() => mcpServers.restart(serverId), true)}
          >
            {say.restart}
          </Button>
        ) : null}
        <Switch
          isOn={isOn}
          onChange={(next) => void attempt(() => mcpServers.setOn(serverId, next))}
          label={say.isOn(title)}
        />
        <Menu
          trigger={<IconButton icon="ellipsis" size="sm" label={say.more(title)} />}
          items={[
            { label: say.edit, icon: 'pencil', onSelect: onEdit },
            { kind: 'separator' },
            { label: say.remove, icon: 'trash-2', isDanger: true, onSelect: () => setRemoving(true) },
          ]}
        />
      </div>
      {error && isOn ? (
        <ErrorNote
          error={error}
          className="mx-4 mb-3"
          action={
            nextTryAt !== null && nextTryAt > Date.now() ? (
              <span className="shrink-0 text-sm">
                {say.tryAgainAt} <Until atMs={nextTryAt} />
              </span>
            ) : null
          }
        />
      ) : null}
      <div className="flex items-center gap-1 border-t px-2 py-1">
        <Fold isOpen={open === 'tools'} onToggle={() => setOpen(open === 'tools' ? null : 'tools')} icon="list">
          {tools.length === 0 ? say.showTools : say.tools(tools.length)}
        </Fold>
        <Fold isOpen={open === 'log'} onToggle={() => setOpen(open === 'log' ? null : 'log')} icon="scroll-text">
          {say.showLog}
        </Fold>
      </div>
      {open === 'tools' ? <ServerTools tools={tools} /> : null}
      {open === 'log' ? <Log title={title} lines={logs} /> : null}
      <ConfirmDialog
        isOpen={isRemoving}
        onClose={() => setRemoving(false)}
        title={say.removeTitle(title)}
        description={say.removeBody}
        confirmLabel={say.remove}
        isDanger
        onConfirm={() =>
          attempt(async () => {
            await mcpServers.remove(serverId)
            showToast(say.removed(title))
          })
        }
      />
    </li>
  )
}

type FoldProps = { isOpen: boolean; onToggle: () => void; icon: IconName; children: ReactNode }

function Fold({ isOpen, onToggle, icon, children }: FoldProps) {
  return (
    <button
      type="button"
      aria-expanded={isOpen}
      onClick={onToggle}
      className="flex h-7 items-center gap-1.5 rounded-md px-2 text-mute text-sm hover:bg-hover hover:text-text"
    >
      <Icon name={icon} size={14} />
      {children}
      <Icon name={isOpen ? 'chevron-up' : 'chevron-down'} size={13} />
    </button>
  )
}

function Log({ title, lines }: { title: string; lines: readonly string[] }) {
  if (lines.length === 0) return <p className="border-t px-4 py-3 text-mute text-sm">{say.noLog}</p>
  return (
    <section
      aria-label={say.logOf(title)}
      className="max-h-64 overflow-y-auto border-t bg-sunken px-4 py-3"
      // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reached by the keyboard
      tabIndex={0}
    >
      <pre className="wrap-anywhere whitespace-pre-wrap font-mono text-xs">{lines.join('\n')}</pre>
    </section>
  )
}
