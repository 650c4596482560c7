import type { NamedSettingsStore } from '../../store/named-settings.store.ts'
import { type HealthMemory, healthMemory } from './memory.ts'

const name = 'health'
/** Milliseconds between two writes, but where something turned from good to bad or back. */
const calmMs = 10 * 60_000

/** What is known of before, held here and now and then written down; what cannot be read counts as nothing. */
export function createMemoryKeeper(store: NamedSettingsStore, now: () => number) {
  let memory = load()
  let kept = signOf(memory)
  let keptAt = now()
  let isChanged = false

  function load(): HealthMemory {
    const read = healthMemory.safeParse(store.get(name) ?? {})
    return read.success ? read.data : healthMemory.parse({})
  }

  return {
    read: (): HealthMemory => memory,
    change(change: Partial<HealthMemory>): void {
      memory = { ...memory, ...change }
      isChanged = true
    },
    /** Writes it down where that is due. What goes wrong is told by the check of the database. */
    keep(): void {
      const sign = signOf(memory)
      const isDue = isChanged && (sign !== kept || now() - keptAt > calmMs)
      if (!isDue) return
      try {
        store.set(name, memory)
        ;[kept, keptAt, isChanged] = [sign, now(), false]
      } catch {
        // The next time comes.
      }
    },
    /** Another program may have read the database from end to end meanwhile. */
    integrityElsewhere(): HealthMemory['integrity'] {
      const other = load().integrity
      if (other && other.at > (memory.integrity?.at ?? 0)) memory = { ...memory, integrity: other }
      return memory.integrity
    },
  }
}

export type MemoryKeeper = ReturnType<typeof createMemoryKeeper>

/** What is worth a write of its own. */
function signOf({ integrity, providers }: HealthMemory): string {
  const failing = Object.entries(providers).map(([id, { failures }]) => `${id} ${Math.min(failures, 3)}`)
  return `${integrity?.at ?? 0} ${failing.sort().join()}`
}
