import { useState } from 'react'
import { text } from '../../text.ts'
import { classNames } from '../../ui/class-names.ts'
import { Icon } from '../../ui/icon.tsx'
import { Menu, type MenuItem } from '../../ui/menu.tsx'
import { useFormScope } from './form-context.ts'
import type { Reference, ReferenceGroup } from './references.ts'

type ReferenceMenuProps = {
  /** The field it stands at, for its name. */
  field: string
  onPick: (expression: string) => void
  /** Further choices over the values, such as going back to the plain control. */
  extra?: readonly MenuItem[]
  isActive?: boolean
}

/** The small braces at a field: what its expression can name. */
export function ReferenceMenu({ field, onPick, extra = [], isActive = false }: ReferenceMenuProps) {
  const { references } = useFormScope()
  const [groups, setGroups] = useState<ReferenceGroup[]>([])
  const items: MenuItem[] = [
    ...extra,
    ...groups.flatMap(({ heading, references: found }): MenuItem[] => [
      { kind: 'heading', label: heading },
      ...found.map((reference) => toItem(reference, onPick)),
    ]),
  ]
  const prepare = () => setGroups(references())
  return (
    <Menu
      trigger={
        <button
          type="button"
          aria-label={text.inspector.references.insert(field)}
          title={text.inspector.references.insertShort}
          onPointerDown={prepare}
          onKeyDown={prepare}
          className={classNames(
            'flex size-5 items-center justify-center rounded-sm hover:bg-hover hover:text-text data-[state=open]:bg-hover',
            isActive ? 'text-accent' : 'text-mute',
          )}
        >
          <Icon name="braces" size={13} />
        </button>
      }
      items={items}
    />
  )
}

function toItem({ label, expression, children }: Reference, onPick: (expression: string) => void): MenuItem {
  const pick = { label: label === expression ? label : `${label} · ${expression}`, onSelect: () => onPick(expression) }
  if (children.length === 0) return pick
  return {
    kind: 'submenu',
    label: pick.label,
    items: [
      { label: text.inspector.references.whole, onSelect: () => onPick(expression) },
      { kind: 'separator' },
      ...children.map((child) => toItem(child, onPick)),
    ],
  }
}
