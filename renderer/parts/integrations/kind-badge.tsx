import type { ActionKind } from '../../../shared/catalog/integration.ts'
import { text } from '../../text.ts'
import { Badge, type BadgeTone } from '../../ui/badge.tsx'
import type { IconName } from '../../ui/icon.tsx'
import { Tooltip } from '../../ui/tooltip.tsx'

const say = text.integrations.detail

const looks: Record<ActionKind, { tone: BadgeTone; icon: IconName }> = {
  read: { tone: 'plain', icon: 'eye' },
  write: { tone: 'accent', icon: 'pencil' },
  send: { tone: 'warn', icon: 'arrow-up-right' },
  delete: { tone: 'bad', icon: 'trash-2' },
}

/** What an action does to the service, in one word; null is a trigger. */
export function KindBadge({ kind }: { kind: ActionKind | null }) {
  if (kind === null) {
    return (
      <Badge tone="ok" icon="zap" className="w-22">
        {say.trigger}
      </Badge>
    )
  }
  return (
    <Tooltip label={say.kindHints[kind]}>
      <span className="flex">
        <Badge {...looks[kind]} className="w-22">
          {say.kinds[kind]}
        </Badge>
      </span>
    </Tooltip>
  )
}
