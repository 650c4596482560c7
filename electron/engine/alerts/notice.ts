import type { JsonObject } from '../../../shared/json.ts'

/** Something a person can do about a notice at once, where its channel has buttons. `params` is what doing it takes. */
export type NoticeAction = { id: string; title: string; params: JsonObject }

/** What an alert says, in whichever channel. Plain data: it is stored until it is delivered. */
export type Notice = {
  /** `area.what`, stable, for programs: `budget.threshold`. */
  kind: string
  title: string
  body: string
  /** The same for programs. */
  facts: JsonObject
  /** Where in the app it is looked at, such as `niti://costs`. */
  link: string | null
  actions: NoticeAction[]
  /** When it was made; milliseconds since the Unix epoch. */
  at: number
}

export function testNotice(channelName: string, at: number): Notice {
  return {
    kind: 'test',
    title: 'A test from Niti',
    body: `Alerts sent through “${channelName}” arrive here. Nothing has happened; somebody pressed Test.`,
    facts: {},
    link: null,
    actions: [],
    at,
  }
}
