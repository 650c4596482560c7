import { z } from 'zod'

/**
 * Mail addresses: a list, or text with commas or semicolons between them, also with names (`Ada <ada@example.com>`).
 * `required`: there is at least one.
 */
export function addressesParam({ required = false } = {}) {
  const list = z.preprocess(
    (value) => {
      if (value === undefined || value === null) return required ? [] : value
      return typeof value === 'string' ? splitAddresses(value) : value
    },
    z.array(z.string().min(1)).min(required ? 1 : 0, 'needs at least one address'),
  )
  return list
}

/** A comma inside a quoted name separates nothing. */
function splitAddresses(text: string): string[] {
  const parts = text.match(/(?:"(?:[^"\\]|\\.)*"|[^,;\n"])+/g) ?? []
  return parts.map((part) => part.trim()).filter((part) => part !== '')
}

/** The name and the address in `Ada <ada@example.com>`. */
export function parseAddress(text: string): { name: string; address: string } {
  const found = /^\s*(?:"((?:[^"\\]|\\.)*)"|([^<]*?))\s*<([^<>]+)>\s*$/.exec(text)
  if (!found) return { name: '', address: text.trim() }
  return { name: (found[1] ?? found[2] ?? '').replace(/\\(.)/g, '$1').trim(), address: (found[3] ?? '').trim() }
}
