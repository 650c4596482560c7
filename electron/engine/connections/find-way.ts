import { userError } from '../../../shared/errors.ts'
import { noSignIn } from '../integrations/as-catalog.ts'
import type { SignIn } from '../integrations/define-integration.ts'
import type { Service } from '../integrations/define-service.ts'

export type Integrations = ReadonlyMap<string, Service>

/** @throws a user error `integration.not-found`. */
export function findIntegration(integrations: Integrations, integrationId: string): Service {
  const integration = integrations.get(integrationId)
  if (integration) return integration
  throw userError('integration.not-found', `There is no integration \`${integrationId.slice(0, 100)}\`.`, {
    hint: '`niti integrations` lists them.',
  })
}

/** A way to sign in; null for a service that wants none. @throws a user error `integration.no-method`. */
export function findWay({ title, signIn }: Service, method: string): SignIn | null {
  if (signIn.length === 0 && method === noSignIn) return null
  const way = signIn.find(({ id }) => id === method)
  if (way) return way
  const known = signIn.map(({ id }) => `\`${id}\``).join(', ')
  throw userError('integration.no-method', `${title} has no sign-in called \`${method.slice(0, 100)}\`.`, {
    field: 'method',
    ...(known !== '' && { hint: `There are: ${known}.` }),
  })
}
