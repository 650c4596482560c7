import type { Engine } from '../../electron/engine/engine.ts'
import type { Host } from '../../shared/contract/host.ts'
import type { Connection, SignInStep } from '../../shared/contract/integrations.ts'
import { createStrictHost } from '../support/strict-host.ts'
import { type Visit, visit } from './browser-robot.ts'

type Page = Awaited<ReturnType<typeof visit>>

/** A host whose browser is the robot; `pages` are what it ended at, in the order it was opened. */
export function hostWithBrowser(how: Visit = {}, more: Partial<Host> = {}) {
  const pages: Promise<Page>[] = []
  const host = createStrictHost({
    async openExternal({ url }) {
      pages.push(visit(url, how))
      return { opened: true }
    },
    ...more,
  })
  return { host, pages }
}

type Wish = Partial<Parameters<Engine['client']['integrations']['signIn']>[0]>

/** Signs in to its end and gives the connection, and the steps that led there. */
export async function signIn(
  engine: Engine,
  wish: Wish = {},
): Promise<{ connection: Connection; steps: SignInStep[] }> {
  const steps: SignInStep[] = []
  const asked = { integrationId: 'acme', method: 'oauth', allowPrivate: true, clientId: 'niti-native', ...wish }
  for await (const step of await engine.client.integrations.signIn(asked, { signal: AbortSignal.timeout(20_000) })) {
    steps.push(step)
  }
  const last = steps.at(-1)
  if (last?.step !== 'done') throw new Error(`the sign-in ended with ${JSON.stringify(last)}`)
  return { connection: last.connection, steps }
}

/** What a call was refused with. */
export async function refusal(
  call: Promise<unknown>,
): Promise<{ code: string; kind: string; message: string; field?: string }> {
  try {
    await call
  } catch (thrown) {
    if (thrown instanceof Error && 'data' in thrown) return thrown.data as Awaited<ReturnType<typeof refusal>>
    throw thrown
  }
  throw new Error('it was not refused')
}
