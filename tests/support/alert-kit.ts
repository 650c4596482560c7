import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, onTestFinished } from 'vitest'
import { type Alerts, createAlerts } from '../../electron/engine/alerts/alerts.ts'
import type { Notice, NoticeAction } from '../../electron/engine/alerts/notice.ts'
import { createHttp, type Http } from '../../electron/engine/http/http.ts'
import { isAlive, ownerName } from '../../electron/engine/run/owners.ts'
import { createChannelsStore } from '../../electron/engine/store/channels.store.ts'
import { openDatabase } from '../../electron/engine/store/open-database.ts'
import { systemClock } from '../../electron/engine/system-clock.ts'
import type { Clock } from '../../shared/clock.ts'
import type { Delivery } from '../../shared/contract/channels.ts'
import type { Host } from '../../shared/contract/host.ts'
import { createStrictHost } from './strict-host.ts'
import { temporaryFolder } from './test-engine.ts'

type Options = { dataDir?: string; clock?: Clock; http?: Http; host?: Partial<Host>; stays?: boolean; owner?: string }

/** What looks after alerts, on a real database, with the desktop's channel off unless a test hands in a desktop. */
export async function openAlerts({ clock = systemClock, stays = true, host, ...options }: Options = {}) {
  const dataDir = options.dataDir ?? temporaryFolder()
  const db = openDatabase(dataDir, clock.now())
  const logged: unknown[] = []
  const note = (message: string, data?: unknown) => void logged.push({ message, data })
  const log = { info: note, warn: note, error: note }
  const http = options.http ?? createHttp({ log })
  const pressed: NoticeAction[] = []
  const alerts = createAlerts({
    ...{
      store: createChannelsStore(db),
      workspaceId: 'default',
      host: createStrictHost(host),
      http,
      clock,
      log,
      stays,
    },
    ...{ owner: options.owner ?? ownerName(), isAlive },
    service: { call: () => Promise.reject(new Error('no service was to be called')) },
    isSlackConnection: () => false,
    act: async (action) => void pressed.push(action),
  })
  let isClosed = false
  const close = async () => {
    if (isClosed) return
    isClosed = true
    await alerts.delivery.close()
    if (!options.http) await http.close()
    db.close()
  }
  onTestFinished(close)
  if (!host?.notify) await alerts.channels.change({ channelId: 'channel_desktop', isOn: false })
  alerts.delivery.open()
  return { alerts, db, dataDir, logged, pressed, close }
}

export const notice: Notice = {
  kind: 'budget.threshold',
  title: 'Budget at 80 %: Everything, per month',
  body: '$4.00 of $5.00 are spent. <b>&',
  facts: { budget: { budgetId: 'budget_1' }, thresholdPercent: 80 },
  link: 'niti://costs',
  actions: [],
  at: Date.UTC(2027, 0, 1),
}

/** Waits until the newest delivery is as the test says, and gives it back. */
export async function newest(alerts: Alerts, wanted: Partial<Delivery>): Promise<Delivery> {
  await expect.poll(() => alerts.deliveries({ limit: 1 })[0], { timeout: 10_000 }).toMatchObject(wanted)
  const [delivery] = alerts.deliveries({ limit: 1 })
  if (!delivery) throw new Error('there is no delivery')
  return delivery
}

/** Every byte of the data folder, as one text: what is in it in the clear is found in this. */
export function bytesOf(dataDir: string): string {
  return readdirSync(dataDir)
    .map((name) => readFileSync(join(dataDir, name), 'latin1'))
    .join('\n')
}
