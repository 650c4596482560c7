import type { WebhookSetup } from '../../../shared/contract/triggers.ts'
import type { WebhookSecurity } from '../integrations/define-webhook.ts'
import { verifyTokenOf } from './webhook-secrets.ts'

type Now = { url: string | null; events: string[]; token: string; isSet: boolean; shown: string | null }

const noAddress = '(the address, once Niti listens)'

/** What to do at the service, with the values to copy filled in. Pure. */
export function describeSetup(security: WebhookSecurity, { url, events, token, isSet, shown }: Now): WebhookSetup {
  const { secret, signature, setup } = security
  const verifyToken = verifyTokenOf(token)
  const values = { webhookUrl: url ?? noAddress, verifyToken, secret: secret.title }
  const asksVerifyToken = setup.some((step) => step.includes('{verifyToken}'))
  return {
    steps: setup.map((step) =>
      step.replace(/\{(webhookUrl|verifyToken|secret)\}/g, (_, name: keyof typeof values) => values[name]),
    ),
    values: [
      ...(url === null ? [] : [{ title: 'Address', value: url }]),
      ...(events.length === 0 ? [] : [{ title: 'Events', value: events.join(', ') }]),
      ...(asksVerifyToken ? [{ title: 'Verify token', value: verifyToken }] : []),
    ],
    secret: signature.kind === 'address' ? null : { ...secret, isSet, shown },
  }
}
