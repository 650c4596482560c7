import type { CatalogEntry } from '../../../shared/catalog/entry.ts'
import { BrandTile } from '../../ui/brand-tile.tsx'
import { GroupTile } from '../../ui/group-tile.tsx'

type NodeTileProps = {
  /** null: this version of Niti has no such node type. */
  entry: CatalogEntry | null | undefined
  size?: 'sm' | 'md' | 'lg'
  className?: string
}

/** The picture of a node type: the brand of the service it speaks to, else its own drawing on its group's tint. */
export function NodeTile({ entry, size = 'md', className }: NodeTileProps) {
  if (entry?.integration) {
    const { title, brand } = entry.integration
    return <BrandTile title={title} brand={brand} size={size} className={className} />
  }
  return (
    <GroupTile group={entry?.group ?? 'logic'} icon={entry?.icon ?? 'circle-alert'} size={size} className={className} />
  )
}
