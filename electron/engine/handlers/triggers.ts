import type { Triggers } from '../triggers/triggers.ts'
import type { ContractImplementer } from './implement-contract.ts'

export function triggerHandlers(os: ContractImplementer['triggers'], triggers: Triggers) {
  return {
    list: os.list.handler(({ input }) => triggers.list(input.workflowId)),
    setActive: os.setActive.handler(({ input }) => triggers.setActive(input.workflowId, input.active)),
    previewSchedule: os.previewSchedule.handler(({ input }) => triggers.preview(input.params)),
    renewUrl: os.renewUrl.handler(({ input }) => triggers.renewUrl(input.workflowId, input.node)),
    webhookSetup: os.webhookSetup.handler(({ input }) => triggers.webhookSetup(input.workflowId, input.node)),
    setSecret: os.setSecret.handler(({ input }) => triggers.setSecret(input.workflowId, input.node, input.secret)),
    publicAddress: os.publicAddress.handler(() => triggers.publicAddress()),
    changes: os.changes.handler(({ signal }) => triggers.changes(signal)),
  }
}
