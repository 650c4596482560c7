import type { NodeGroup } from '../../shared/catalog/entry.ts'
import type { NodeIntegration } from '../../shared/catalog/integration.ts'
import type { PaletteEntry } from './agent-entries.ts'

/** What stands in the palette, in one list: the arrow keys go through it row by row. */
export type PaletteRow =
  | { kind: 'heading'; group: NodeGroup }
  | { kind: 'node'; entry: PaletteEntry; isInService: boolean }
  | { kind: 'service'; service: NodeIntegration; count: number; isOpen: boolean }

/**
 * The palette while nothing is typed: our own nodes by group, then the services by title, each closed until it is
 * opened, so that hundreds of nodes are a screenful.
 */
export function paletteRows(entries: readonly PaletteEntry[], open: ReadonlySet<string>): PaletteRow[] {
  const rows: PaletteRow[] = []
  const own = Map.groupBy(
    entries.filter((entry) => !entry.integration),
    (entry) => entry.group,
  )
  const services = byService(entries)
  // Last, as the services stand below what we have of the kind ourselves.
  const groups = new Set<NodeGroup>([...own.keys()].filter((group) => group !== 'app'))
  if (own.has('app') || services.length > 0) groups.add('app')
  for (const group of groups) {
    rows.push({ kind: 'heading', group })
    for (const entry of own.get(group) ?? []) rows.push({ kind: 'node', entry, isInService: false })
  }
  for (const { service, members } of services) {
    const isOpen = open.has(service.id)
    rows.push({ kind: 'service', service, count: members.length, isOpen })
    if (isOpen) for (const entry of members) rows.push({ kind: 'node', entry, isInService: true })
  }
  return rows
}

function byService(entries: readonly PaletteEntry[]): { service: NodeIntegration; members: PaletteEntry[] }[] {
  const services = new Map<string, { service: NodeIntegration; members: PaletteEntry[] }>()
  for (const entry of entries) {
    if (!entry.integration) continue
    const found = services.get(entry.integration.id)
    if (found) found.members.push(entry)
    else services.set(entry.integration.id, { service: entry.integration, members: [entry] })
  }
  return [...services.values()]
    .map(({ service, members }) => ({ service, members: members.sort(startsFirst) }))
    .sort((a, b) => a.service.title.localeCompare(b.service.title, 'en'))
}

/** Triggers first; otherwise the order the service has them in. */
function startsFirst(a: PaletteEntry, b: PaletteEntry): number {
  return Number(b.start) - Number(a.start)
}
