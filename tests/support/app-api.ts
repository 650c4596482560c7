import { once } from 'node:events'
import { createORPCClient } from '@orpc/client'
import { RPCLink } from '@orpc/client/websocket'
import type { ContractRouterClient } from '@orpc/contract'
import type { Page } from '@playwright/test'
import { WebSocket } from 'ws'
import type { engineContract } from '../../shared/contract/engine.ts'
import type { AppServer } from './app-server.ts'

export type AppApi = ContractRouterClient<typeof engineContract>

/** The engine behind the page, for what a test only needs to be there: with the page's own cookie, over a link of its own. */
export async function openAppApi(page: Page, app: AppServer): Promise<{ api: AppApi; close: () => void }> {
  const cookies = await page.context().cookies(app.origin)
  const cookie = cookies.map(({ name, value }) => `${name}=${value}`).join('; ')
  const headers = { cookie, origin: app.origin }
  const socket = new WebSocket(`${app.origin.replace('http', 'ws')}/rpc`, { headers })
  await once(socket, 'open')
  // ws and the DOM differ in the types of their events only.
  const websocket = socket as unknown as ConstructorParameters<typeof RPCLink>[0]['websocket']
  return { api: createORPCClient(new RPCLink({ websocket })), close: () => socket.close() }
}
