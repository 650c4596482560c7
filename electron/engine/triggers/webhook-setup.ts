import type { WebhookSetup } from '../../../shared/contract/triggers.ts'
import { type WebhookParams, webhookParams } from '../../../shared/workflow/trigger-params.ts'
import type { WebhookSecurity } from '../integrations/define-webhook.ts'
import type { TriggerRow } from '../store/triggers.store.ts'
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

/** What a program that calls a plain webhook has to be told. Pure. */
export function describeCallSetup(
  { method, secretHeader }: WebhookParams,
  { url, isSet }: Pick<Now, 'url' | 'isSet'>,
): WebhookSetup {
  const verb = method === 'any' ? 'any method' : method
  return {
    steps: [
      `Call ${url ?? noAddress} with ${verb}.`,
      ...(secretHeader === '' ? [] : [`Send the secret in the header ${secretHeader}.`]),
    ],
    values: [
      ...(url === null ? [] : [{ title: 'Address', value: url }]),
      ...(secretHeader === '' ? [] : [{ title: 'Header', value: secretHeader }]),
    ],
    // One that is set stays in sight also where no header asks for it, so that it can be forgotten.
    secret:
      secretHeader === '' && !isSet
        ? null
        : {
            title: 'Secret',
            description:
              secretHeader === ''
                ? 'Nothing asks for it: no header is named in the published version.'
                : `Whoever calls sends it in the header ${secretHeader}; calls without it are refused.`,
            from: 'niti',
            isSet,
            shown: null,
          },
  }
}

/** Why every call is refused where a webhook names a header but no secret is set; else null. */
export function missingSecret({ kind, params }: TriggerRow, isSet: boolean): string | null {
  const header = kind === 'webhook' && !isSet ? webhookParams.safeParse(params).data?.secretHeader : ''
  if (!header) return null
  return `No secret is set for the header ${header}, so every call is refused. Make or enter one in this trigger, or take the header out and publish.`
}
