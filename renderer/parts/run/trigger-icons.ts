import type { RunTrigger } from '../../../shared/run/events.ts'
import type { IconName } from '../../ui/icon.tsx'

/** What started a run, as a drawing; triggers of workflows have the same. */
export const triggerIcons: Record<RunTrigger, IconName> = {
  manual: 'mouse-pointer-2',
  cli: 'terminal',
  schedule: 'calendar-clock',
  file: 'folder-sync',
  webhook: 'webhook',
  run: 'workflow',
  service: 'plug',
  chat: 'message-circle',
}
