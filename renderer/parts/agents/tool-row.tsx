import { useId, useState } from 'react'
import type { AgentTool, ToolPermission } from '../../../shared/agents/agent.ts'
import type { ToolDescription } from '../../../shared/contract/agents.ts'
import { useIntegrations } from '../../state/integrations-store.ts'
import { text } from '../../text.ts'
import { Badge } from '../../ui/badge.tsx'
import { IconButton } from '../../ui/button.tsx'
import { classNames } from '../../ui/class-names.ts'
import { Icon } from '../../ui/icon.tsx'
import { SegmentedWords } from '../../ui/segmented.tsx'
import { Ticks } from '../../ui/ticks.tsx'
import { KindBadge } from '../integrations/kind-badge.tsx'
import { permissionNow, usualPermission, withPermission } from './permission.ts'
import { Told } from './told.tsx'
import { ToolHelp } from './tool-help.tsx'
import { lookOf, type ToolWorld } from './tool-look.ts'
import { hasSettings, ToolSettings } from './tool-settings.tsx'
import { ToolTile } from './tool-tile.tsx'

const say = text.agents.tool
const permissions: readonly ToolPermission[] = ['allow', 'ask', 'never']

type ToolRowProps = {
  tool: AgentTool
  world: ToolWorld
  /** What a model is told of it; null: not known (yet). */
  functions: readonly ToolDescription[] | null
  isReadOnly: boolean
  onChange: (tool: AgentTool) => void
  onRemove: () => void
}

/** One tool of an agent: what it is, whether it asks first, how it is set, and what a model is told of it. */
export function ToolRow({ tool, world, functions, isReadOnly, onChange, onRemove }: ToolRowProps) {
  const look = lookOf(tool, world)
  const isOpenService = useIntegrations(({ list }) =>
    tool.kind === 'action' ? (list?.find(({ id }) => id === tool.integrationId)?.open ?? false) : false,
  )
  const canBeSet = hasSettings(tool, !isOpenService)
  const problem = functions?.find((one) => one.problem !== null)?.problem ?? null
  // What is wrong can mostly be put right in the settings.
  const [isSetting, setSetting] = useState(tool.kind === 'files' && tool.folder === '')
  const [isTelling, setTelling] = useState(false)
  const id = useId()
  const usual = usualPermission(functions ?? [])
  const isGranted = functions?.some((one) => one.isGranted) ?? false
  return (
    <li className={classNames('rounded-lg border bg-panel', (problem || look.isGone) && 'border-warn/50')}>
      <div className="flex flex-wrap items-center gap-x-2.5 gap-y-2 px-2.5 py-2">
        <ToolTile picture={look.picture} />
        <div className="min-w-36 flex-1">
          <p className="flex items-center gap-1.5 truncate font-medium leading-[18px]">
            <span className="truncate">{look.title}</span>
            {look.does ? <KindBadge kind={look.does} /> : null}
          </p>
          <p className="truncate text-mute text-sm leading-4" title={look.detail}>
            {look.detail}
          </p>
        </div>
        <SegmentedWords
          label={say.permission(look.title)}
          value={permissionNow(tool, usual)}
          isDisabled={isReadOnly}
          onChange={(permission) => onChange(withPermission(tool, permission, usual))}
          markHint={say.usual}
          segments={permissions.map((value) => ({
            value,
            label: say.permissions[value],
            hint: say.permissionHints[value],
            isMarked: value === usual,
          }))}
        />
        <div className="flex shrink-0">
          {canBeSet ? (
            <IconButton
              icon="settings"
              size="sm"
              label={say.settings(look.title)}
              isPressed={isSetting}
              aria-expanded={isSetting}
              onClick={() => setSetting(!isSetting)}
            />
          ) : null}
          <IconButton
            icon="code"
            size="sm"
            label={say.toldOf(look.title)}
            isPressed={isTelling}
            aria-expanded={isTelling}
            onClick={() => setTelling(!isTelling)}
          />
          {isReadOnly ? null : <IconButton icon="x" size="sm" label={say.remove(look.title)} onClick={onRemove} />}
        </div>
      </div>
      {problem !== null ? (
        <div className="flex items-start gap-2 border-t bg-warn-soft px-3 py-2 text-sm">
          <Icon name="triangle-alert" size={14} className="mt-px text-warn" />
          <p className="wrap-anywhere min-w-0 flex-1">
            <Ticks words={problem} />
          </p>
          <ToolHelp tool={tool} isGone={look.isGone} onSettings={canBeSet ? () => setSetting(true) : undefined} />
        </div>
      ) : null}
      {isGranted ? (
        <p className="flex items-center gap-1.5 border-t px-3 py-1.5 text-mute text-sm">
          <Badge tone="ok" icon="check">
            {say.permissions.allow}
          </Badge>
          {say.granted}
        </p>
      ) : null}
      {isSetting && canBeSet ? (
        <div className="flex flex-col gap-3 border-t px-3 py-3">
          <ToolSettings tool={tool} onChange={onChange} isReadOnly={isReadOnly} />
        </div>
      ) : null}
      {isTelling ? (
        <section aria-labelledby={id} className="border-t px-3 py-2.5">
          <h4 id={id} className="mb-2 font-semibold text-sm">
            {say.told}
            {functions && functions.length > 1 ? (
              <span className="ml-1.5 font-normal text-mute">{say.functions(functions.length)}</span>
            ) : null}
          </h4>
          <Told functions={functions ?? []} />
        </section>
      ) : null}
    </li>
  )
}
