import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { app, protocol, type Session, shell, type WebContents, type WebFrameMain } from 'electron'
import { cacheControl, findPageFile } from '../../shared/page-files.ts'
import { pageHeaders } from '../../shared/page-security.ts'

export const pageOrigin = 'app://niti'
export const pageUrl = `${pageOrigin}/`

/** Must run before the app is ready: makes `app://` a standard, secure scheme, so that modules load and storage works. */
export function registerPageScheme(): void {
  protocol.registerSchemesAsPrivileged([
    { scheme: 'app', privileges: { standard: true, secure: true, supportFetchAPI: true, codeCache: true } },
  ])
}

/** Serves the built page under `app://niti/` to one session, and closes that session to everything else. */
export function guardSession(session: Session, rendererDir: string): void {
  session.protocol.handle('app', (request) => servePage(request, rendererDir))
  // Copy buttons write to the clipboard; nothing else the page could ask for is needed.
  const isAllowed = (permission: string, origin: string) => permission === 'clipboard-sanitized-write' && isPage(origin)
  session.setPermissionRequestHandler((_contents, permission, callback, details) => {
    callback(isAllowed(permission, details.requestingUrl))
  })
  session.setPermissionCheckHandler((_contents, permission, origin) => isAllowed(permission, origin))
  session.setDevicePermissionHandler(() => false)
  // The page has no business on the network; the content policy says so, and this holds even where it would not.
  session.webRequest.onBeforeRequest((details, callback) => {
    const { protocol: scheme } = new URL(details.url)
    callback({ cancel: !['app:', 'blob:', 'data:', 'devtools:'].includes(scheme) })
  })
}

async function servePage(request: Request, rendererDir: string): Promise<Response> {
  const refuse = (status: number) => new Response(null, { status, headers: pageHeaders })
  if (request.method !== 'GET') return refuse(405)
  const url = new URL(request.url)
  const found = url.host === 'niti' ? findPageFile(url.pathname) : null
  const body = found && (await readFile(join(rendererDir, found.path)).catch(() => null))
  if (!found || !body) return refuse(404)
  const headers = { ...pageHeaders, 'content-type': found.type, 'cache-control': cacheControl(found.path) }
  return new Response(new Uint8Array(body), { headers })
}

/** Whether an address belongs to our own page. */
export function isPage(url: string): boolean {
  return url === pageOrigin || url.startsWith(pageUrl)
}

/** Whether a message came from our own page itself, not from a frame or a page that got into the window. */
export function isPageFrame(frame: WebFrameMain | null): boolean {
  return frame !== null && frame.parent === null && isPage(frame.url)
}

/** No web contents of this app ever leaves the page, opens a window or embeds another page. */
export function guardContents(): void {
  app.on('web-contents-created', (_event, contents) => {
    contents.on('will-navigate', (event) => stopUnlessPage(event, event.url))
    contents.on('will-redirect', (event) => event.preventDefault())
    contents.on('will-frame-navigate', (event) => stopUnlessPage(event, event.url))
    contents.on('will-attach-webview', (event) => event.preventDefault())
    contents.setWindowOpenHandler(({ url }) => {
      openLink(url)
      return { action: 'deny' }
    })
  })
}

function stopUnlessPage(event: { preventDefault(): void }, url: string): void {
  if (isPage(url)) return
  event.preventDefault()
  openLink(url)
}

/** Links to the web open in the person's own browser; all other schemes go nowhere. */
function openLink(url: string): void {
  if (URL.canParse(url) && new URL(url).protocol === 'https:') void shell.openExternal(url)
}

/** Stops what does not belong to a live window: a preload message from elsewhere is not answered. */
export function isSender(event: { sender: WebContents; senderFrame: WebFrameMain | null }, contents: WebContents) {
  return event.sender === contents && isPageFrame(event.senderFrame)
}
