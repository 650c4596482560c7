import { ContextMenu as Context, DropdownMenu as Dropdown } from 'radix-ui'
import type { ReactNode } from 'react'
import { classNames } from './class-names.ts'
import { Icon, type IconName } from './icon.tsx'
import { Kbd } from './kbd.tsx'

export type MenuItem =
  | {
      kind?: 'action'
      label: string
      icon?: IconName
      shortcut?: string
      isDanger?: boolean
      isDisabled?: boolean
      /** A tick before the label: for choices that are on or off. */
      isChecked?: boolean
      onSelect: () => void
    }
  | { kind: 'separator' }
  | { kind: 'heading'; label: string }
  | { kind: 'submenu'; label: string; icon?: IconName; items: readonly MenuItem[] }

const content =
  'z-50 min-w-44 max-w-72 animate-appear overflow-y-auto rounded-lg border border-line bg-raise p-1 shadow-over outline-none'
const row =
  'flex h-7.5 select-none items-center gap-2 rounded-md px-2 text-base outline-none data-disabled:opacity-45 data-highlighted:bg-hover data-[state=open]:bg-hover'

type MenuProps = {
  /** The button that opens it: an IconButton or a Button. */
  trigger: ReactNode
  items: readonly MenuItem[]
  align?: 'start' | 'center' | 'end'
  side?: 'top' | 'right' | 'bottom' | 'left'
}

/** A menu that opens from a button. */
export function Menu({ trigger, items, align = 'end', side = 'bottom' }: MenuProps) {
  return (
    <Dropdown.Root modal={false}>
      <Dropdown.Trigger asChild>{trigger}</Dropdown.Trigger>
      <Dropdown.Portal>
        <Dropdown.Content
          align={align}
          side={side}
          sideOffset={4}
          collisionPadding={8}
          className={classNames(content, 'max-h-(--radix-dropdown-menu-content-available-height)')}
          // Menus lie inside clickable cards; a choice must not also click the card.
          onClick={(event) => event.stopPropagation()}
        >
          <Items items={items} parts={Dropdown} />
        </Dropdown.Content>
      </Dropdown.Portal>
    </Dropdown.Root>
  )
}

type ContextMenuProps = {
  items: readonly MenuItem[]
  /** One element that takes a ref and events. */
  children: ReactNode
  onOpenChange?: (isOpen: boolean) => void
}

/** The same on right click, or the menu key, over its child. */
export function ContextMenu({ items, children, onOpenChange }: ContextMenuProps) {
  return (
    <Context.Root modal={false} onOpenChange={onOpenChange}>
      <Context.Trigger asChild>{children}</Context.Trigger>
      <Context.Portal>
        <Context.Content
          collisionPadding={8}
          className={classNames(content, 'max-h-(--radix-context-menu-content-available-height)')}
          onClick={(event) => event.stopPropagation()}
        >
          <Items items={items} parts={Context} />
        </Context.Content>
      </Context.Portal>
    </Context.Root>
  )
}

/** Both menus of radix have the same parts, each tied to its own root. */
type Parts = typeof Dropdown | typeof Context

function Items({ items, parts }: { items: readonly MenuItem[]; parts: Parts }) {
  return items.map((item, index) => {
    // Menus are rebuilt as a whole whenever they open: the place is the identity.
    const key = `${index}-${'label' in item ? item.label : ''}`
    if (item.kind === 'separator') return <parts.Separator key={key} className="mx-1 my-1 h-px bg-line" />
    if (item.kind === 'heading') {
      return (
        <parts.Label key={key} className="px-2 pt-1.5 pb-1 text-mute text-xs">
          {item.label}
        </parts.Label>
      )
    }
    if (item.kind === 'submenu') {
      return (
        <parts.Sub key={key}>
          <parts.SubTrigger className={row}>
            {item.icon ? <Icon name={item.icon} size={15} className="text-mute" /> : null}
            <span className="flex-1 truncate">{item.label}</span>
            <Icon name="chevron-right" size={14} className="text-mute" />
          </parts.SubTrigger>
          <parts.Portal>
            <parts.SubContent sideOffset={4} collisionPadding={8} className={content}>
              <Items items={item.items} parts={parts} />
            </parts.SubContent>
          </parts.Portal>
        </parts.Sub>
      )
    }
    return (
      <parts.Item
        key={key}
        disabled={item.isDisabled}
        onSelect={item.onSelect}
        className={classNames(row, item.isDanger && 'text-bad data-highlighted:bg-bad-soft')}
      >
        {item.icon ? <Icon name={item.icon} size={15} className={item.isDanger ? '' : 'text-mute'} /> : null}
        <span className="flex-1 truncate">{item.label}</span>
        {item.isChecked ? <Icon name="check" size={14} className="text-accent" /> : null}
        {item.shortcut ? <Kbd shortcut={item.shortcut} className="ml-3" /> : null}
      </parts.Item>
    )
  })
}
