import type { Clock } from '../../../shared/clock.ts'
import { type QuietHours, quietHours } from '../../../shared/contract/alerts.ts'
import { userError } from '../../../shared/errors.ts'
import { machineZone } from '../../../shared/workflow/time-zone.ts'
import type { NamedSettingsStore } from '../store/named-settings.store.ts'
import { quietUntil } from './rules/quiet-hours.ts'

type Parts = {
  settings: NamedSettingsStore
  clock: Clock
  /** The time zone a person chose; null: this machine's. */
  chosenZone(): string | null
}

const settingName = 'quiet-hours'
const usual: QuietHours = { isOn: false, from: '22:00', to: '07:00', days: [0, 1, 2, 3, 4, 5, 6], exceptUrgent: true }

/** The hours in which nothing is told, as a person set them. */
export function createQuietSettings({ settings, clock, chosenZone }: Parts) {
  const get = (): QuietHours => quietHours.safeParse(settings.get(settingName)).data ?? usual

  return {
    get,

    set(wish: QuietHours): void {
      if (wish.from === wish.to) {
        throw userError('alerts.always-quiet', 'Quiet hours must end at another time than they begin.', {
          field: 'to',
          hint: 'To be told nothing at all, switch the channels off.',
        })
      }
      settings.set(settingName, { ...wish, days: [...new Set(wish.days)].sort() })
    },

    /** Until when something is kept back that happens now; null: it is told at once. */
    heldUntil({ isUrgent }: { isUrgent: boolean }): number | null {
      const quiet = get()
      if (isUrgent && quiet.exceptUrgent) return null
      return quietUntil(quiet, clock.now(), chosenZone() ?? machineZone())
    },
  }
}

export type QuietSettings = ReturnType<typeof createQuietSettings>
