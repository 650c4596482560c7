import { z } from 'zod'
import { hint, textParam } from '../../../shared/catalog/param.ts'
import { isJsonObject, type Json, type JsonObject } from '../../../shared/json.ts'
import { instantOf, isWholeDay, timeParam, timeZoneParam } from './define-calendar.ts'
import {
  entriesOf,
  googleComplaint,
  googleList,
  googleNextPage,
  googleScope,
  googleServiceAccount,
  googleSignIn,
  googleTest,
  textAt,
} from './define-google.ts'
import { defineAction, defineIntegration, defineTrigger, path } from './define-integration.ts'
import { addressesParam } from './define-mail.ts'

const eventScopes = [googleScope('calendar.events')]
const calendarScopes = [googleScope('calendar.readonly')]

const calendar = textParam({ required: true })
  .default('primary')
  .meta(hint({ title: 'Calendar', description: 'Its id; `primary` is your own.', placeholder: 'primary' }))
const eventId = textParam({ required: true }).meta(hint({ title: 'Event', description: 'Its id.' }))
const invitations = z
  .enum(['all', 'externalOnly', 'none'])
  .default('all')
  .meta(
    hint({
      title: 'Guests are told',
      choices: { all: 'All of them', externalOnly: 'Those without Google Calendar', none: 'Nobody' },
    }),
  )
const details = {
  description: textParam()
    .optional()
    .meta(hint({ title: 'Description', control: 'long-text' })),
  location: textParam()
    .optional()
    .meta(hint({ title: 'Place' })),
  guests: addressesParam()
    .optional()
    .meta(hint({ title: 'Guests', description: 'Mail addresses, with commas between them.', control: 'text' })),
}

const exampleEvent: JsonObject = {
  kind: 'calendar#event',
  etag: '"3535000000000000"',
  id: 'ev1a2b3c',
  status: 'confirmed',
  htmlLink: 'https://www.google.com/calendar/event?eid=ZXYx',
  created: '2026-01-02T02:50:00.000Z',
  updated: '2026-01-02T03:00:00.000Z',
  summary: 'Review',
  location: 'Room 4',
  creator: { email: 'me@example.com', self: true },
  organizer: { email: 'me@example.com', self: true },
  start: { dateTime: '2026-01-05T09:00:00+01:00', timeZone: 'Europe/Berlin' },
  end: { dateTime: '2026-01-05T10:00:00+01:00', timeZone: 'Europe/Berlin' },
  iCalUID: 'ev1a2b3c@google.com',
  sequence: 0,
  attendees: [{ email: 'ada@example.com', responseStatus: 'needsAction' }],
  reminders: { useDefault: true },
  eventType: 'default',
}
const flatExample: JsonObject = {
  id: 'ev1a2b3c',
  title: 'Review',
  description: '',
  location: 'Room 4',
  start: '2026-01-05T09:00:00+01:00',
  end: '2026-01-05T10:00:00+01:00',
  allDay: false,
  status: 'confirmed',
  organizer: 'me@example.com',
  guests: [{ email: 'ada@example.com', name: '', answer: 'needsAction' }],
  link: 'https://www.google.com/calendar/event?eid=ZXYx',
  meetLink: '',
  created: '2026-01-02T02:50:00.000Z',
  updated: '2026-01-02T03:00:00.000Z',
  recurringEventId: '',
}

export default defineIntegration({
  id: 'google-calendar',
  title: 'Google Calendar',
  category: 'calendar',
  brand: 'googlecalendar',
  summary: 'Find, make and change events, and see when people are free.',
  keywords: ['calendar', 'event', 'meeting', 'appointment'],
  docsUrl: 'https://developers.google.com/workspace/calendar/api/v3/reference',
  baseUrl: 'https://www.googleapis.com/calendar/v3',
  signIn: [
    googleSignIn({
      apis: ['Google Calendar API'],
      scopes: {
        'calendar.events': { title: 'See and change events', isDefault: true },
        'calendar.readonly': { title: 'See the list of calendars, and when people are free', isDefault: true },
      },
    }),
    googleServiceAccount({
      apis: ['Google Calendar API'],
      what: 'calendars',
      scopes: ['calendar.events', 'calendar.readonly'],
    }),
  ],
  limits: {
    windows: [{ requests: 600, seconds: 60 }],
    note: '600 requests a minute for one person (https://developers.google.com/workspace/calendar/api/guides/quota).',
  },
  complaint: googleComplaint,
  test: googleTest,
  actions: {
    'create-event': defineAction({
      title: 'Create an event',
      summary: 'Puts an event into a calendar and invites its guests.',
      group: 'Events',
      kind: 'send',
      scopes: eventScopes,
      input: z.object({
        calendar,
        title: textParam({ required: true }).meta(hint({ title: 'Title' })),
        start: timeParam({ title: 'Begins' }),
        end: timeParam({ title: 'Ends', description: 'Of whole days: the last day.' }),
        timeZone: timeZoneParam(),
        ...details,
        invitations,
        withMeet: z
          .boolean()
          .default(false)
          .meta(hint({ title: 'With a Google Meet call' })),
        repeats: textParam()
          .optional()
          .meta(
            hint({
              title: 'Repeats',
              description: 'A rule of RFC 5545.',
              placeholder: 'RRULE:FREQ=WEEKLY;COUNT=10',
              advanced: true,
            }),
          ),
      }),
      request: (input, { nowMs }) => ({
        method: 'POST',
        path: path`/calendars/${input.calendar}/events`,
        query: { sendUpdates: input.invitations, conferenceDataVersion: input.withMeet ? 1 : undefined },
        body: {
          json: {
            summary: input.title,
            ...writtenDetails(input),
            start: timeOf(input.start, input.timeZone),
            end: timeOf(input.end, input.timeZone, 'end'),
            recurrence: input.repeats ? [input.repeats] : undefined,
            ...(input.withMeet && {
              conferenceData: {
                createRequest: { requestId: `niti-${nowMs}`, conferenceSolutionKey: { type: 'hangoutsMeet' } },
              },
            }),
          },
        },
      }),
      answer: flatEvent,
      examples: [
        {
          input: {
            title: 'Review',
            start: '2026-01-05T09:00:00',
            end: '2026-01-05T10:00:00',
            timeZone: 'Europe/Berlin',
            location: 'Room 4',
            guests: 'ada@example.com',
          },
          sends: {
            method: 'POST',
            path: '/calendars/primary/events',
            query: { sendUpdates: 'all' },
            body: {
              summary: 'Review',
              location: 'Room 4',
              attendees: [{ email: 'ada@example.com' }],
              start: { dateTime: '2026-01-05T09:00:00', timeZone: 'Europe/Berlin' },
              end: { dateTime: '2026-01-05T10:00:00', timeZone: 'Europe/Berlin' },
            },
          },
          reply: { body: exampleEvent },
          gives: flatExample,
        },
        {
          title: 'Two whole days',
          input: { title: 'Fair', start: '2026-03-01', end: '2026-03-02', invitations: 'none' },
          sends: {
            method: 'POST',
            path: '/calendars/primary/events',
            query: { sendUpdates: 'none' },
            body: { summary: 'Fair', start: { date: '2026-03-01' }, end: { date: '2026-03-03' } },
          },
          reply: {
            body: { ...exampleEvent, summary: 'Fair', start: { date: '2026-03-01' }, end: { date: '2026-03-03' } },
          },
          gives: { ...flatExample, title: 'Fair', start: '2026-03-01', end: '2026-03-03', allDay: true },
        },
      ],
    }),
    'quick-add-event': defineAction({
      title: 'Create an event from a sentence',
      summary: 'Makes an event from words such as “Lunch with Ada tomorrow at noon”.',
      group: 'Events',
      kind: 'write',
      scopes: eventScopes,
      input: z.object({
        calendar,
        text: textParam({ required: true }).meta(
          hint({ title: 'Text', placeholder: 'Lunch with Ada tomorrow at noon' }),
        ),
      }),
      request: (input) => ({
        method: 'POST',
        path: path`/calendars/${input.calendar}/events/quickAdd`,
        query: { text: input.text },
      }),
      answer: flatEvent,
      examples: [
        {
          input: { text: 'Review on Monday 9am-10am' },
          sends: {
            method: 'POST',
            path: '/calendars/primary/events/quickAdd',
            query: { text: 'Review on Monday 9am-10am' },
          },
          reply: { body: exampleEvent },
          gives: flatExample,
        },
      ],
    }),
    'list-events': defineAction({
      title: 'List events',
      summary: 'Lists the events of a calendar in order of time; each of a repeated event by itself.',
      group: 'Events',
      kind: 'read',
      scopes: eventScopes,
      input: z.object({
        calendar,
        from: textParam()
          .optional()
          .meta(hint({ title: 'From', description: 'Empty: from now on.', placeholder: '2026-01-01' })),
        to: textParam()
          .optional()
          .meta(hint({ title: 'Until', placeholder: '2026-01-31T23:59:59Z' })),
        search: textParam()
          .optional()
          .meta(hint({ title: 'Holds the words' })),
      }),
      request: (input, { nowMs }) => ({
        method: 'GET',
        path: path`/calendars/${input.calendar}/events`,
        query: {
          timeMin: instantOf(input.from || new Date(nowMs).toISOString()),
          timeMax: input.to ? instantOf(input.to) : undefined,
          q: input.search || undefined,
          singleEvents: true,
          orderBy: 'startTime',
        },
      }),
      pages: {
        items: googleList('items'),
        size: { name: 'maxResults', most: 2500 },
        next: googleNextPage,
        each: flatEvent,
      },
      examples: [
        {
          input: { from: '2026-01-05', to: '2026-01-06' },
          sends: {
            method: 'GET',
            path: '/calendars/primary/events',
            query: {
              timeMin: '2026-01-05T00:00:00.000Z',
              timeMax: '2026-01-06T00:00:00.000Z',
              singleEvents: 'true',
              orderBy: 'startTime',
            },
          },
          reply: {
            body: {
              kind: 'calendar#events',
              etag: '"p32"',
              summary: 'me@example.com',
              updated: '2026-01-02T03:00:00.000Z',
              timeZone: 'Europe/Berlin',
              accessRole: 'owner',
              items: [exampleEvent],
            },
          },
          gives: [flatExample],
        },
      ],
    }),
    'get-event': defineAction({
      title: 'Get an event',
      summary: 'Gives an event with its times, place and guests.',
      group: 'Events',
      kind: 'read',
      scopes: eventScopes,
      input: z.object({ calendar, event: eventId }),
      request: (input) => ({ method: 'GET', path: path`/calendars/${input.calendar}/events/${input.event}` }),
      answer: flatEvent,
      examples: [
        {
          input: { event: 'ev1a2b3c' },
          sends: { method: 'GET', path: '/calendars/primary/events/ev1a2b3c' },
          reply: { body: exampleEvent },
          gives: flatExample,
        },
      ],
    }),
    'update-event': defineAction({
      title: 'Change an event',
      summary: 'Changes what is filled in here; all else stays. Guests given here replace those it has.',
      group: 'Events',
      kind: 'send',
      scopes: eventScopes,
      input: z.object({
        calendar,
        event: eventId,
        title: textParam()
          .optional()
          .meta(hint({ title: 'Title' })),
        start: timeParam({ title: 'Begins' })
          .optional()
          .meta(hint({ title: 'Begins' })),
        end: timeParam({ title: 'Ends' })
          .optional()
          .meta(hint({ title: 'Ends', description: 'Of whole days: the last day.' })),
        timeZone: timeZoneParam(),
        ...details,
        invitations,
      }),
      request: (input) => ({
        method: 'PATCH',
        path: path`/calendars/${input.calendar}/events/${input.event}`,
        query: { sendUpdates: input.invitations },
        body: {
          json: {
            summary: input.title || undefined,
            ...writtenDetails(input),
            start: input.start ? timeOf(input.start, input.timeZone) : undefined,
            end: input.end ? timeOf(input.end, input.timeZone, 'end') : undefined,
          },
        },
      }),
      answer: flatEvent,
      examples: [
        {
          input: { event: 'ev1a2b3c', location: 'Room 4', invitations: 'none' },
          sends: {
            method: 'PATCH',
            path: '/calendars/primary/events/ev1a2b3c',
            query: { sendUpdates: 'none' },
            body: { location: 'Room 4' },
          },
          reply: { body: exampleEvent },
          gives: flatExample,
        },
      ],
    }),
    'delete-event': defineAction({
      title: 'Delete an event',
      summary: 'Takes an event out of a calendar and tells its guests.',
      group: 'Events',
      kind: 'delete',
      scopes: eventScopes,
      input: z.object({ calendar, event: eventId, invitations }),
      request: (input) => ({
        method: 'DELETE',
        path: path`/calendars/${input.calendar}/events/${input.event}`,
        query: { sendUpdates: input.invitations },
      }),
      answer: (_body, { input }) => ({ deleted: input.event }),
      examples: [
        {
          input: { event: 'ev1a2b3c' },
          sends: { method: 'DELETE', path: '/calendars/primary/events/ev1a2b3c', query: { sendUpdates: 'all' } },
          reply: { status: 204, body: null },
          gives: { deleted: 'ev1a2b3c' },
        },
      ],
    }),
    'find-busy-times': defineAction({
      title: 'See when people are busy',
      summary: 'Gives the busy times of calendars or people whose calendar you may see.',
      group: 'Calendars',
      kind: 'read',
      scopes: calendarScopes,
      input: z.object({
        calendars: addressesParam({ required: true }).meta(
          hint({
            title: 'Calendars',
            description: 'Ids or mail addresses, with commas between them.',
            control: 'text',
            placeholder: 'primary, ada@example.com',
          }),
        ),
        from: timeParam({ title: 'From', description: 'Without an offset: in UTC.' }),
        to: timeParam({ title: 'Until', description: 'Without an offset: in UTC.' }),
      }),
      request: (input) => ({
        method: 'POST',
        path: '/freeBusy',
        body: {
          json: {
            timeMin: instantOf(input.from),
            timeMax: instantOf(input.to),
            items: input.calendars.map((id) => ({ id })),
          },
        },
      }),
      reply: z.looseObject({ calendars: z.record(z.string(), z.json()) }),
      answer: ({ calendars }) => calendars,
      examples: [
        {
          input: { calendars: 'primary', from: '2026-01-05T08:00:00Z', to: '2026-01-05T18:00:00Z' },
          sends: {
            method: 'POST',
            path: '/freeBusy',
            body: {
              timeMin: '2026-01-05T08:00:00.000Z',
              timeMax: '2026-01-05T18:00:00.000Z',
              items: [{ id: 'primary' }],
            },
          },
          reply: {
            body: {
              kind: 'calendar#freeBusy',
              timeMin: '2026-01-05T08:00:00.000Z',
              timeMax: '2026-01-05T18:00:00.000Z',
              calendars: { primary: { busy: [{ start: '2026-01-05T08:00:00Z', end: '2026-01-05T09:00:00Z' }] } },
            },
          },
          gives: { primary: { busy: [{ start: '2026-01-05T08:00:00Z', end: '2026-01-05T09:00:00Z' }] } },
        },
      ],
    }),
    'list-calendars': defineAction({
      title: 'List calendars',
      summary: 'Lists the calendars you see, with their ids.',
      group: 'Calendars',
      kind: 'read',
      scopes: calendarScopes,
      input: z.object({}),
      request: () => ({ method: 'GET', path: '/users/me/calendarList' }),
      pages: {
        items: googleList('items'),
        size: { name: 'maxResults', most: 250 },
        next: googleNextPage,
        each: (entry) => ({
          id: textAt(entry, 'id'),
          title: textAt(entry, 'summaryOverride') || textAt(entry, 'summary'),
          timeZone: textAt(entry, 'timeZone'),
          role: textAt(entry, 'accessRole'),
          primary: isJsonObject(entry) && entry.primary === true,
        }),
      },
      examples: [
        {
          input: {},
          sends: { method: 'GET', path: '/users/me/calendarList' },
          reply: {
            body: {
              kind: 'calendar#calendarList',
              etag: '"p33"',
              items: [
                {
                  kind: 'calendar#calendarListEntry',
                  etag: '"1"',
                  id: 'me@example.com',
                  summary: 'me@example.com',
                  timeZone: 'Europe/Berlin',
                  accessRole: 'owner',
                  primary: true,
                },
              ],
            },
          },
          gives: [
            { id: 'me@example.com', title: 'me@example.com', timeZone: 'Europe/Berlin', role: 'owner', primary: true },
          ],
        },
      ],
    }),
  },
  triggers: {
    'changed-event': defineTrigger({
      title: 'New or changed event',
      summary: 'Begins a run for each event that is made or changed.',
      group: 'Events',
      scopes: eventScopes,
      input: z.object({
        calendar,
        which: z
          .enum(['new', 'changed'])
          .default('new')
          .meta(hint({ title: 'Which', choices: { new: 'New ones', changed: 'New and changed ones' } })),
      }),
      poll: {
        request: (input, { cursor, nowMs }) => ({
          method: 'GET',
          path: path`/calendars/${input.calendar}/events`,
          query: {
            updatedMin: typeof cursor === 'string' ? cursor : new Date(nowMs - 300_000).toISOString(),
            orderBy: 'updated',
            maxResults: 2500,
            showDeleted: false,
          },
        }),
        read: (body, { input, cursor, nowMs }) => {
          const since = typeof cursor === 'string' ? cursor : new Date(nowMs - 300_000).toISOString()
          const events = isJsonObject(body) ? entriesOf(body, 'items') : []
          return {
            events: events
              // Of the last change Google tells also those that were deleted.
              .filter(({ status }) => status !== 'cancelled')
              .filter(({ created }) => input.which === 'changed' || String(created) >= since)
              .map((event) => ({
                id: input.which === 'new' ? textAt(event, 'id') : `${textAt(event, 'id')}:${textAt(event, 'updated')}`,
                payload: flatEvent(event),
              })),
            // By Google’s clock, not by ours; the last one comes once more and is known.
            cursor: events.map((event) => textAt(event, 'updated')).reduce((a, b) => (a > b ? a : b), since),
          }
        },
        everySeconds: 60,
        examples: [
          {
            input: {},
            cursor: null,
            sends: {
              method: 'GET',
              path: '/calendars/primary/events',
              query: {
                updatedMin: '2026-01-02T02:59:05.000Z',
                orderBy: 'updated',
                maxResults: '2500',
                showDeleted: 'false',
              },
            },
            reply: { body: { kind: 'calendar#events', summary: 'me@example.com', items: [] } },
            events: [],
            next: '2026-01-02T02:59:05.000Z',
          },
          {
            input: { which: 'changed' },
            cursor: '2026-01-02T02:59:05.000Z',
            sends: {
              method: 'GET',
              path: '/calendars/primary/events',
              query: {
                updatedMin: '2026-01-02T02:59:05.000Z',
                orderBy: 'updated',
                maxResults: '2500',
                showDeleted: 'false',
              },
            },
            reply: { body: { kind: 'calendar#events', summary: 'me@example.com', items: [exampleEvent] } },
            events: [{ id: 'ev1a2b3c:2026-01-02T03:00:00.000Z', payload: flatExample }],
            next: '2026-01-02T03:00:00.000Z',
          },
        ],
      },
      sample: flatExample,
    }),
  },
})

/** A whole day has no time zone; the day after the last one is where Google says it ends. */
function timeOf(text: string, timeZone: string, side: 'start' | 'end' = 'start') {
  if (!isWholeDay(text)) return { dateTime: text.trim(), timeZone }
  if (side === 'start') return { date: text.trim() }
  return { date: new Date(Date.parse(text) + 86_400_000).toISOString().slice(0, 10) }
}

function writtenDetails(input: { description?: string; location?: string; guests?: string[] | undefined }) {
  return {
    description: input.description || undefined,
    location: input.location || undefined,
    attendees: input.guests?.length ? input.guests.map((email) => ({ email })) : undefined,
  }
}

function flatEvent(event: Json): Json {
  if (!isJsonObject(event)) return event
  const start = textAt(event.start, 'date')
  return {
    id: textAt(event, 'id'),
    title: textAt(event, 'summary'),
    description: textAt(event, 'description'),
    location: textAt(event, 'location'),
    start: start || textAt(event.start, 'dateTime'),
    end: textAt(event.end, 'date') || textAt(event.end, 'dateTime'),
    allDay: start !== '',
    status: textAt(event, 'status'),
    organizer: textAt(event.organizer, 'email'),
    guests: entriesOf(event, 'attendees').map((guest) => ({
      email: textAt(guest, 'email'),
      name: textAt(guest, 'displayName'),
      answer: textAt(guest, 'responseStatus'),
    })),
    link: textAt(event, 'htmlLink'),
    meetLink: textAt(event, 'hangoutLink'),
    created: textAt(event, 'created'),
    updated: textAt(event, 'updated'),
    recurringEventId: textAt(event, 'recurringEventId'),
  }
}
