import { oc } from '@orpc/contract'
import { z } from 'zod'
import { isWebAddress } from '../web-address.ts'
import { isTimeZone } from '../workflow/time-zone.ts'
import { retention } from '../workflow/workflow.ts'

/** Where the listener can be reached from elsewhere, without the part that names a trigger. */
const publicUrl = z
  .string()
  .trim()
  .max(2_000)
  .refine((url) => url === '' || isWebAddress(url), 'must be an address such as https://hooks.example.com')

/** Local listener for webhooks; 0 lets the system choose, and the address changes with each start. */
const port = z.number().int().min(0).max(65_535)

const tunnelCommand = z.string().trim().max(2_000)

const timeZone = z.string().refine(isTimeZone, 'must be a time zone such as Europe/Berlin').nullable()

export const settings = z.object({
  theme: z.enum(['system', 'light', 'dark']).default('system'),
  /** What `auto` means; null: the first provider that is ready. */
  defaultModel: z.string().nullable().default(null),
  /** Runs under way at once; more wait for their turn. */
  runsAtOnce: z.number().int().min(1).max(1000).default(10),
  /** For workflows that do not say themselves how long their runs are kept. */
  retention: retention.default({ days: 90 }),
  webhookPort: port.default(7474),
  /** Empty: there is none, or the tunnel tells it. */
  publicUrl: publicUrl.default(''),
  /** A program that makes the listener reachable from elsewhere; `{port}` stands for its port. Empty: none. */
  tunnelCommand: tunnelCommand.default(''),
  /** Where days, weeks and months of costs and budgets begin and end; null: this machine's. */
  timeZone: timeZone.default(null),
})
export type Settings = z.infer<typeof settings>

/** Each key given replaces its value. Not `settings.partial()`: a default would reset what was left out. */
export const settingsChange = z.object({
  theme: z.enum(['system', 'light', 'dark']).optional(),
  defaultModel: z.string().nullable().optional(),
  runsAtOnce: z.number().int().min(1).max(1000).optional(),
  retention: retention.optional(),
  webhookPort: port.optional(),
  publicUrl: publicUrl.optional(),
  tunnelCommand: tunnelCommand.optional(),
  timeZone: timeZone.optional(),
})

export type SettingsChange = z.infer<typeof settingsChange>

export const about = z.object({
  version: z.string(),
  dataDir: z.string(),
  /** The folder relative paths in nodes start from. */
  filesDir: z.string(),
  host: z.enum(['electron', 'web', 'cli']),
  secrets: z.string(),
  secretsNote: z.string(),
})
export type About = z.infer<typeof about>

export const settingsContract = {
  get: oc.output(settings),
  change: oc.input(settingsChange).output(settings),
  about: oc.output(about),
}
