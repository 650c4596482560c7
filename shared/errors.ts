import { z } from 'zod'
import { json } from './json.ts'

/**
 * Who must act on an error:
 * - `user`: the person; shown at the field or node it names.
 * - `external`: the other service; carries its own complaint and whether trying again may help.
 * - `cancelled`: nobody; it was asked for.
 * - `bug`: us; the person sees an id, the stack goes to the log under the same id.
 */
export const errorKind = z.enum(['user', 'external', 'cancelled', 'bug'])
export type ErrorKind = z.infer<typeof errorKind>

/** An error as plain data: what is stored in events and crosses process borders. */
export const errorInfo = z.object({
  kind: errorKind,
  /** `area.reason`, stable, for programs. */
  code: z.string(),
  /** One or two plain sentences: what happened and where. */
  message: z.string(),
  /** What to do next, if there is something to do. */
  hint: z.string().optional(),
  /** For `external`: trying the same again may work. */
  retryable: z.boolean().optional(),
  /** Dotted path of the field that is wrong, such as `params.prompt`. */
  field: z.string().optional(),
  /** Zero-based character in the field's text. */
  position: z.number().int().optional(),
  nodeId: z.string().optional(),
  details: json.optional(),
})
export type ErrorInfo = z.infer<typeof errorInfo>

/** The one error class of the house. Anything else that is thrown counts as a bug. */
export class NitiError extends Error {
  readonly info: ErrorInfo

  constructor(info: ErrorInfo, options?: { cause?: unknown }) {
    super(info.message, options)
    this.name = 'NitiError'
    this.info = info
  }
}

type More = Partial<Omit<ErrorInfo, 'kind' | 'code' | 'message'>> & { cause?: unknown }

function build(kind: ErrorKind, code: string, message: string, { cause, ...more }: More = {}): NitiError {
  return new NitiError({ kind, code, message, ...more }, { cause })
}

export function userError(code: string, message: string, more?: More): NitiError {
  return build('user', code, message, more)
}

export function externalError(code: string, message: string, more?: More): NitiError {
  return build('external', code, message, more)
}

export function cancelledError(message = 'Cancelled.'): NitiError {
  return build('cancelled', 'run.cancelled', message)
}

/**
 * Turns whatever was thrown into plain data. The text of a foreign error stays hidden (it may hold secrets or paths);
 * `bugId` is what the log is searched for.
 */
export function toErrorInfo(thrown: unknown, bugId: string): ErrorInfo {
  if (thrown instanceof NitiError) return thrown.info
  return {
    kind: 'bug',
    code: 'niti.bug',
    message: `Something went wrong inside Niti (${bugId}).`,
    hint: 'The details are in the log under this id. Please report it.',
  }
}
