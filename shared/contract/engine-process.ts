import { z } from 'zod'
import { errorInfo } from '../errors.ts'

/**
 * The few words the shell's main process and the engine's own process say to each other. Everything else goes over the
 * ports these messages carry: `start` brings the host port, each `page` one window's port.
 */
export const engineOrder = z.discriminatedUnion('niti', [
  z.object({ niti: z.literal('start'), dataDir: z.string(), filesDir: z.string().optional() }),
  z.object({ niti: z.literal('page') }),
  z.object({ niti: z.literal('stop') }),
])
export type EngineOrder = z.infer<typeof engineOrder>

export const engineReport = z.discriminatedUnion('niti', [
  z.object({ niti: z.literal('ready') }),
  /** It closed the database in order, and ends: it is to be started again, which is no crash. */
  z.object({ niti: z.literal('restart') }),
  /** It could not start. The shell ends the process, so that this word is not lost in its end. */
  z.object({ niti: z.literal('failed'), error: errorInfo }),
])
export type EngineReport = z.infer<typeof engineReport>
