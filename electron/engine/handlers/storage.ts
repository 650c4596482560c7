import type { StorageUsage } from '../../../shared/contract/storage.ts'
import type { Compaction } from '../storage/compact.ts'
import type { RetentionRules } from '../storage/retention.ts'
import type { ContractImplementer } from './implement-contract.ts'

type Parts = {
  usage(): Promise<StorageUsage>
  retention: RetentionRules
  compaction: Compaction
}

export function storageHandlers(os: ContractImplementer['storage'], { usage, retention, compaction }: Parts) {
  return {
    usage: os.usage.handler(usage),
    preview: os.preview.handler(({ input }) => retention.preview(input)),
    clean: os.clean.handler(({ input }) => retention.clean(input)),
    compact: os.compact.handler(() => compaction.all()),
  }
}
