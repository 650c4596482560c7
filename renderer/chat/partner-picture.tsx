import type { ChatPartnerInfo } from '../../shared/contract/chat.ts'
import { AgentAvatar } from '../parts/agents/agent-avatar.tsx'
import { GroupTile } from '../ui/group-tile.tsx'

/** Who is talked to, as a picture. Decoration: the name stands beside it. */
export function PartnerPicture({
  partner,
  size = 'md',
}: {
  partner: Pick<ChatPartnerInfo, 'partner' | 'name' | 'colour'>
  size?: 'sm' | 'md'
}) {
  if (partner.partner.kind === 'agent') {
    return <AgentAvatar name={partner.name} colour={partner.colour ?? 'indigo'} size={size} />
  }
  return <GroupTile group="start" icon="workflow" size={size} />
}
