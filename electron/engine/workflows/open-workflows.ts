import type { Clock } from '../../../shared/clock.ts'
import type { Host } from '../../../shared/contract/host.ts'
import type { NodeTypes } from '../nodes/node-types.ts'
import type { Db } from '../store/open-database.ts'
import { createVersionsStore } from '../store/versions.store.ts'
import { createWebhookSecretsStore } from '../store/webhook-secrets.store.ts'
import { createWorkflowsStore } from '../store/workflows.store.ts'
import { createWebhookSecrets } from '../triggers/webhook-secrets.ts'
import { createVersions } from './versions.ts'
import { createWorkflows } from './workflows.ts'

type Parts = {
  db: Db
  workspaceId: string
  nodeTypes: NodeTypes
  host: Host
  clock: Clock
  loadTypesIn: Parameters<typeof createWorkflows>[0]['loadTypesIn']
  monthStart(): number
  templatesDir: string
}

/** Workflows and their versions, put together. */
export function openWorkflows({ db, host, ...parts }: Parts) {
  const { workspaceId, clock } = parts
  const versionsStore = createVersionsStore(db)
  const store = createWorkflowsStore(db, versionsStore)
  const versions = createVersions({ workspaceId, store, versions: versionsStore, clock })
  const secrets = createWebhookSecrets({ host, secrets: createWebhookSecretsStore(db) })
  const workflows = createWorkflows({ ...parts, store, versions, secrets })
  return {
    versions,
    workflows,
    workflowName: (workflowId: string) => store.get(workspaceId, workflowId)?.document.name,
  }
}
