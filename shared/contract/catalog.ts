import { oc } from '@orpc/contract'
import { z } from 'zod'
import { catalogEntry } from '../catalog/entry.ts'

export const catalogContract = {
  /** Every node type, in the order the palette shows them. */
  list: oc.output(z.array(catalogEntry)),
}
