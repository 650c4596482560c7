import type { Alerts } from '../alerts/alerts.ts'
import type { ContractImplementer } from './implement-contract.ts'

export function channelHandlers(os: ContractImplementer['channels'], alerts: Alerts) {
  const { channels, delivery } = alerts
  return {
    list: os.list.handler(() => channels.list()),
    create: os.create.handler(({ input }) => channels.create(input)),
    change: os.change.handler(({ input }) => channels.change(input)),
    remove: os.remove.handler(({ input }) => channels.remove(input.channelId)),
    test: os.test.handler(({ input }) => alerts.test(input.channelId)),
    deliveries: os.deliveries.handler(({ input }) => alerts.deliveries(input)),
    retry: os.retry.handler(({ input }) => delivery.retry(input.deliveryId)),
    changes: os.changes.handler(({ signal }) => alerts.changes(signal)),
  }
}
