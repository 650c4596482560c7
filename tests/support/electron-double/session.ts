type Handler = (request: Request) => Response | Promise<Response>
type Permission = (
  contents: unknown,
  permission: string,
  callback: (isGranted: boolean) => void,
  details: { requestingUrl: string },
) => void
type Check = (contents: unknown, permission: string, origin: string) => boolean
type BeforeRequest = (details: { url: string }, callback: (answer: { cancel: boolean }) => void) => void

/** A session that keeps its handlers, so that a test asks them what Chromium would. */
export class Session {
  private readonly handlers = new Map<string, Handler>()
  permissionRequest: Permission | null = null
  permissionCheck: Check | null = null
  devicePermission: (() => boolean) | null = null
  private beforeRequest: BeforeRequest | null = null

  readonly protocol = {
    handle: (scheme: string, handler: Handler) => {
      if (this.handlers.has(scheme)) throw new Error(`The scheme ${scheme} is handled already`)
      this.handlers.set(scheme, handler)
    },
  }
  readonly webRequest = {
    onBeforeRequest: (listener: BeforeRequest) => {
      this.beforeRequest = listener
    },
  }

  setPermissionRequestHandler(handler: Permission): void {
    this.permissionRequest = handler
  }
  setPermissionCheckHandler(handler: Check): void {
    this.permissionCheck = handler
  }
  setDevicePermissionHandler(handler: () => boolean): void {
    this.devicePermission = handler
  }

  /** Whether a request from a page would be let out at all. */
  isCancelled(url: string): boolean {
    let isCancelled = false
    this.beforeRequest?.({ url }, (answer) => {
      isCancelled = answer.cancel
    })
    return isCancelled
  }

  /** What a page's request for a custom scheme's address is answered. */
  async request(url: string, init?: RequestInit): Promise<Response> {
    const handler = this.handlers.get(new URL(url).protocol.slice(0, -1))
    if (!handler || this.isCancelled(url)) throw new Error(`ERR_UNKNOWN_URL_SCHEME or blocked: ${url}`)
    return handler(new Request(url, init))
  }
}
