import type { Http } from '../http/http.ts'
import type { Integration, SignIn } from '../integrations/define-integration.ts'
import { askService, type Send } from './ask-service.ts'
import { type Credential, enteredCredential } from './credential.ts'
import { openSession } from './session-sign-in.ts'
import type { Secrets } from './vault.ts'

type Parts = { http: Pick<Http, 'guarded'>; send: Send }
type Wish = {
  integration: Integration
  way: SignIn | null
  fields: Record<string, string>
  /** As they were entered. */
  secrets: Secrets
  allowPrivate: boolean
  signal: AbortSignal
  nowMs: number
}

/** What is entered by hand, made into what requests carry. Errors are in words. */
export async function obtainCredential({ http, send }: Parts, wish: Wish): Promise<Credential> {
  const { integration, way, fields, secrets, allowPrivate, signal } = wish
  const { id: integrationId, title } = integration
  if (way?.kind === 'service-account') {
    const { obtainServiceAccount } = await import('./service-account.ts')
    return obtainServiceAccount({ ...wish, way, http, title })
  }
  if (way?.kind !== 'session') return enteredCredential(secrets)
  const open = { connectionId: null, integrationId, title, signIn: null, fields, secrets, allowPrivate }
  return openSession(way, {
    ...{ secrets, fields, title },
    send: (_, request) => askService(send, integration, open, { request, signal }),
  })
}
