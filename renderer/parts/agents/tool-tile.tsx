import { BrandTile } from '../../ui/brand-tile.tsx'
import { GroupTile } from '../../ui/group-tile.tsx'
import { AgentAvatar } from './agent-avatar.tsx'
import type { ToolPicture } from './tool-look.ts'

/** The picture of a tool. Decoration: its title stands beside it. */
export function ToolTile({ picture, size = 'md' }: { picture: ToolPicture; size?: 'sm' | 'md' }) {
  switch (picture.kind) {
    case 'brand':
      return <BrandTile title={picture.title} brand={picture.brand} size={size} />
    case 'agent':
      return <AgentAvatar name={picture.name} colour={picture.colour} size={size} />
    case 'icon':
      return <GroupTile group="agent" icon={picture.icon} size={size} />
  }
}
