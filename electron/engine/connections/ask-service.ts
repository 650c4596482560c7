import { userError } from '../../../shared/errors.ts'
import type { ActionReply, ActionRequest, Integration } from '../integrations/define-integration.ts'
import type { CallContext, IntegrationClient } from '../integrations/integration-client.ts'
import type { OpenConnection } from '../integrations/open-connection.ts'

export type Send = IntegrationClient['send']

const timeoutMs = 30_000

/** One small request about a connection itself: nothing of it is traced, and no file comes with it. */
export function askService(
  send: Send,
  integration: Integration,
  connection: OpenConnection,
  { request, signal }: { request: ActionRequest; signal: AbortSignal },
): Promise<ActionReply> {
  return send(integration, connection, request, callContext(signal))
}

function callContext(signal: AbortSignal): CallContext {
  const noFiles = async () => {
    throw userError('connection.no-files', 'Files have no place in a sign-in.')
  }
  return {
    signal,
    beforeSend: async () => {},
    onRequest() {},
    onWaiting() {},
    files: { read: noFiles, keep: noFiles },
    idempotencyKey: null,
    timeoutMs,
  }
}

/** Name of the account, as the service tells it; empty where it does not. Rejects where the connection does not work. */
export async function askAccount(
  send: Send,
  integration: Integration,
  connection: OpenConnection,
  { signal, nowMs }: { signal: AbortSignal; nowMs: number },
): Promise<string> {
  const { test } = integration
  if (!test) return ''
  const request = test.request({ fields: connection.fields, nowMs })
  const { body } = await askService(send, integration, connection, { request, signal })
  return test.account(body).slice(0, 200)
}
