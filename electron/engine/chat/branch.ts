import type { TreeRow } from '../store/chat.store.ts'

/** A conversation's messages as the tree they form; rows in the order in which they were said. */
export function createBranches(rows: readonly TreeRow[]) {
  const byId = new Map(rows.map((row) => [row.messageId, row]))
  const below = new Map<string | null, string[]>()
  for (const { messageId, parentId } of rows) {
    const children = below.get(parentId)
    if (children) children.push(messageId)
    else below.set(parentId, [messageId])
  }

  return {
    has: (messageId: string): boolean => byId.has(messageId),
    get: (messageId: string): TreeRow | undefined => byId.get(messageId),

    /** From the first message to this one. */
    to(messageId: string | null): string[] {
      const path: string[] = []
      for (let at = messageId; at !== null; at = byId.get(at)?.parentId ?? null) path.push(at)
      return path.reverse()
    },

    /** The end of the branch that goes through this message, by way of the newest at each turn. */
    newestBelow(messageId: string): string {
      let at = messageId
      for (let next = below.get(at)?.at(-1); next !== undefined; next = below.get(at)?.at(-1)) at = next
      return at
    },

    /** What stands beside a message under the same parent, itself included, oldest first. */
    siblings(messageId: string): string[] {
      const row = byId.get(messageId)
      return row ? (below.get(row.parentId) ?? []).filter((id) => byId.get(id)?.role === row.role) : []
    },
  }
}

export type Branches = ReturnType<typeof createBranches>
