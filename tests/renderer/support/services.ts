import { toDetail, toSummary } from '../../../electron/engine/integrations/as-catalog.ts'
import { asNodes } from '../../../electron/engine/integrations/as-nodes.ts'
import gmail from '../../../electron/engine/integrations/gmail.integration.ts'
import qdrant from '../../../electron/engine/integrations/qdrant.integration.ts'
import slack from '../../../electron/engine/integrations/slack.integration.ts'
import { toCatalogEntry } from '../../../electron/engine/nodes/catalog-entry.ts'
import type { CatalogEntry } from '../../../shared/catalog/entry.ts'
import type { IntegrationDetail, SignInMethod } from '../../../shared/catalog/integration.ts'
import type { Connection } from '../../../shared/contract/integrations.ts'

/** Real services, as the page gets them from the engine. */
export const services = [gmail, qdrant, slack].map((integration) => toSummary(integration, []))

export const serviceNodes: readonly CatalogEntry[] = [gmail, qdrant, slack].flatMap((integration) =>
  asNodes(integration).map((definition) => toCatalogEntry(definition)),
)

export const slackDetail: IntegrationDetail = toDetail(slack, [], () => false)
export const qdrantDetail: IntegrationDetail = toDetail(qdrant, [], () => false)

export function methodOf(detail: IntegrationDetail, kind: SignInMethod['kind']): SignInMethod {
  const method = detail.methods.find((one) => one.kind === kind)
  if (!method) throw new Error(`${detail.title} has no way to sign in of the kind ${kind}`)
  return method
}

export function connectionTo(integrationId: string, change: Partial<Connection> = {}): Connection {
  return {
    connectionId: `cn_${integrationId}`,
    integrationId,
    method: 'api-key',
    title: '',
    account: 'ada@example.com',
    fields: {},
    scopes: [],
    missingScopes: [],
    state: 'working',
    error: null,
    expiresAt: null,
    renews: false,
    allowPrivate: false,
    createdAt: 1_000,
    lastUsedAt: null,
    lastTestedAt: null,
    usedBy: [],
    ...change,
  }
}
