import { classNames } from './class-names.ts'
import { Icon } from './icon.tsx'

/** The families of nodes; each has its colour in theme.css. */
export type NodeGroup = 'start' | 'ai' | 'agent' | 'logic' | 'data' | 'app'

const sizes = {
  sm: { tile: 'size-5 rounded-sm', icon: 13 },
  md: { tile: 'size-[26px] rounded-md', icon: 15 },
  lg: { tile: 'size-[30px] rounded-lg', icon: 17 },
}

type GroupTileProps = { group: NodeGroup; icon: string; size?: keyof typeof sizes; className?: string }

/** A node's icon on its group's tint. */
export function GroupTile({ group, icon, size = 'md', className }: GroupTileProps) {
  return (
    <span
      data-group={group}
      className={classNames(
        'inline-flex shrink-0 items-center justify-center bg-group-soft text-group',
        sizes[size].tile,
        className,
      )}
    >
      <Icon name={icon} size={sizes[size].icon} />
    </span>
  )
}
