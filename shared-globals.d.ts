/**
 * What `shared` may use of its surroundings: the few globals that both a page and Node have. Only tsconfig.shared.json
 * reads this file; the other two get the real declarations of their side.
 */
interface AbortSignal {
  readonly aborted: boolean
  readonly reason: unknown
}
declare class AbortController {
  readonly signal: AbortSignal
  abort(reason?: unknown): void
}
declare const crypto: { getRandomValues(array: Uint8Array): Uint8Array }
declare class URL {
  constructor(url: string, base?: string)
  readonly protocol: string
  readonly host: string
  readonly hostname: string
  readonly pathname: string
  readonly search: string
}
declare class Blob {
  readonly size: number
  readonly type: string
}
