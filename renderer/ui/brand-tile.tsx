import { brandMarks } from 'virtual:brand-icons'
import { classNames } from './class-names.ts'
import { monogramOf } from './monogram.ts'

const sizes = {
  sm: { tile: 'size-5 rounded-sm', icon: 12, letters: 'text-[9px]' },
  md: { tile: 'size-[26px] rounded-md', icon: 15, letters: 'text-xs' },
  lg: { tile: 'size-[30px] rounded-lg', icon: 17, letters: 'text-sm' },
  xl: { tile: 'size-10 rounded-xl', icon: 22, letters: 'text-md' },
}

type BrandTileProps = {
  title: string
  /** Slug of simple-icons; null where it has none. */
  brand: string | null
  size?: keyof typeof sizes
  className?: string
}

/** A service's mark in its own colour on a tint of it; its first letters where it has no mark. Decoration: the title stands beside it. */
export function BrandTile({ title, brand, size = 'md', className }: BrandTileProps) {
  const mark = brand === null || !Object.hasOwn(brandMarks, brand) ? undefined : brandMarks[brand]
  const look = sizes[size]
  const color = mark ? `light-dark(${mark.light}, ${mark.dark})` : 'var(--mute)'
  return (
    <span
      aria-hidden
      data-brand={brand ?? undefined}
      style={{ color, background: `color-mix(in srgb, ${color} 11%, transparent)` }}
      className={classNames('inline-flex shrink-0 select-none items-center justify-center', look.tile, className)}
    >
      {mark ? (
        <svg viewBox="0 0 24 24" width={look.icon} height={look.icon} fill="currentColor" aria-hidden="true">
          <path d={mark.path} />
        </svg>
      ) : (
        <span className={classNames('font-semibold leading-none tracking-tight', look.letters)}>
          {monogramOf(title)}
        </span>
      )}
    </span>
  )
}
