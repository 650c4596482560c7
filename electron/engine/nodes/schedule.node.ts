import { machineZone, wallTime } from '../../../shared/workflow/time-zone.ts'
import { scheduleParams } from '../../../shared/workflow/trigger-params.ts'
import { defineNode } from './define-node.ts'

export default defineNode({
  type: 'schedule',
  version: 1,
  title: 'Schedule',
  group: 'start',
  icon: 'calendar-clock',
  summary: 'Begins a run at set times: every few minutes, daily, weekly or as a cron line says.',
  keywords: ['cron', 'timer', 'time', 'daily', 'weekly', 'hourly', 'interval', 'trigger', 'repeat'],
  params: scheduleParams,
  inputs: [],
  outputs: [{ id: 'out', title: 'Time', type: 'object' }],
  start: true,
  trigger: 'schedule',
  cardParam: 'every',
  run(context, { params }) {
    const began = context.payload()
    if (began !== undefined) return { out: began }
    // Started by hand: as if its time had come this very moment.
    const timeZone = params.timeZone || machineZone()
    const nowMs = context.now()
    const time = new Date(nowMs).toISOString()
    return { out: { time, localTime: wallTime(nowMs, timeZone), timeZone, lateMs: 0, missed: 0 } }
  },
})
