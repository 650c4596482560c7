import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { onTestFinished } from 'vitest'
import { type WebSocket, WebSocketServer } from 'ws'
import type { Json } from '../../shared/json.ts'
import { until } from '../support/trigger-engine.ts'

/** Slack's side of Socket Mode, on loopback: `apps.connections.open`, and sockets that speak its envelopes. */
export async function startSlack({ appToken = 'xapp-good' } = {}) {
  const asked: string[] = []
  const acks: string[] = []
  const sockets: WebSocket[] = []
  let tickets = 0
  const server = createServer((request, response) => {
    asked.push(`${request.method} ${request.url} ${request.headers.authorization}`)
    request.resume()
    const isGood = request.headers.authorization === `Bearer ${appToken}`
    const url = `ws://127.0.0.1:${(server.address() as AddressInfo).port}/link?ticket=${++tickets}`
    response.setHeader('content-type', 'application/json')
    response.end(JSON.stringify(isGood ? { ok: true, url } : { ok: false, error: 'invalid_auth' }))
  })
  const upgrades = new WebSocketServer({ server, path: '/link' })
  upgrades.on('connection', (socket) => {
    sockets.push(socket)
    socket.on('message', (data) => acks.push((JSON.parse(String(data)) as { envelope_id: string }).envelope_id))
    socket.send(JSON.stringify({ type: 'hello', num_connections: 1, connection_info: { app_id: 'A1' } }))
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  onTestFinished(() => {
    for (const socket of sockets) socket.terminate()
    upgrades.close()
    server.closeAllConnections()
    server.close()
  })

  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    asked,
    acks,
    sockets,
    /** The newest socket, once there have been so many. */
    socket: (count: number) => until(`${count} sockets`, () => sockets.length === count && sockets[count - 1]),
  }
}

/** As Slack wraps an event of the Events API. */
export const envelope = (id: string, payload: Json) =>
  JSON.stringify({ envelope_id: id, type: 'events_api', accepts_response_payload: false, retry_attempt: 0, payload })
