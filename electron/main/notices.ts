import { Notification } from 'electron'
import type { Host } from '../../shared/contract/host.ts'

type Notice = Parameters<Host['notify']>[0]
type Noticed = Awaited<ReturnType<Host['notify']>>

/** Those that a person may still press: what nobody holds is collected as garbage, and hears no click any more. */
const shown = new Set<Notification>()

/**
 * Shows a notice. One with buttons is answered when it is pressed, closed or has timed out; the buttons themselves are
 * drawn by macOS and Windows alone. A click beside them opens the app where the notice leads.
 */
export function showNotice(
  { title, body, actions = [], link }: Notice,
  open: (link?: string) => void,
): Promise<Noticed> {
  if (!Notification.isSupported()) return Promise.resolve({ shown: false, action: null })
  const buttons = actions.map((action) => ({ type: 'button' as const, text: action.title }))
  const notification = new Notification({ title, body, ...(buttons.length > 0 && { actions: buttons }) })
  shown.add(notification)
  return new Promise((resolve) => {
    const end = (noticed: Noticed) => {
      shown.delete(notification)
      resolve(noticed)
    }
    notification.once('action', ({ actionIndex }) => end({ shown: true, action: actions[actionIndex]?.id ?? null }))
    notification.once('click', () => {
      open(link)
      end({ shown: true, action: null })
    })
    notification.once('close', () => end({ shown: true, action: null }))
    notification.once('failed', () => end({ shown: false, action: null }))
    notification.show()
    if (actions.length === 0) resolve({ shown: true, action: null })
  })
}
