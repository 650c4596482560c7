import { agents } from '../state/agents-store.ts'
import { navigate } from '../state/route-store.ts'
import { text } from '../text.ts'
import type { MenuItem } from '../ui/menu.tsx'
import { showToast } from '../ui/toast.tsx'
import { attempt } from './attempt.ts'
import { exportAgent } from './import-agents.ts'

type About = { agentId: string; name: string }

/** What can be done to one agent, in the list and over its form. */
export function agentMenuItems({ agentId, name }: About, onDelete: () => void): MenuItem[] {
  return [
    {
      label: text.common.duplicate,
      icon: 'copy',
      onSelect: () =>
        attempt(async () => {
          const copyId = await agents.duplicate(agentId)
          showToast(text.agents.duplicated(name), {
            tone: 'ok',
            action: { label: text.common.open, onSelect: () => navigate({ screen: 'agents', agentId: copyId }) },
          })
        }),
    },
    { label: text.common.export, icon: 'download', onSelect: () => attempt(() => exportAgent(agentId)) },
    { kind: 'separator' },
    { label: text.common.delete, icon: 'trash-2', isDanger: true, onSelect: onDelete },
  ]
}
