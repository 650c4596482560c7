import { z } from 'zod'
import { filesParam, hint, textParam } from '../../../shared/catalog/param.ts'
import { isJsonObject, type JsonObject } from '../../../shared/json.ts'
import { instantOf, timeParam, timeZoneParam } from './define-calendar.ts'
import { defineAction, defineIntegration, defineTrigger, path } from './define-integration.ts'
import { addressesParam } from './define-mail.ts'
import {
  graphLimits,
  graphList,
  graphPages,
  graphUrl,
  microsoftComplaint,
  microsoftFields,
  microsoftSignIn,
  microsoftTest,
  textAt,
} from './define-microsoft.ts'
import { flatEvent, flatMail, writtenEvent, writtenMail, writtenMessage } from './define-outlook.ts'

const required = textParam({ required: true })
const optional = textParam().optional()

const messageId = required.meta(hint({ title: 'Mail', description: 'Its id.' }))
const eventId = required.meta(hint({ title: 'Event', description: 'Its id.' }))
const folder = required.default('inbox').meta(
  hint({
    title: 'Folder',
    description: 'Its id, or inbox, sentitems, drafts, archive, deleteditems.',
    placeholder: 'inbox',
  }),
)
const text = required.meta(hint({ title: 'Text', control: 'long-text' }))
const asHtml = z
  .boolean()
  .default(false)
  .meta(hint({ title: 'The text is HTML', advanced: true }))
const guests = addressesParam()
  .optional()
  .meta(hint({ title: 'Guests', description: 'Mail addresses, with commas between them.', control: 'text' }))
const location = optional.meta(hint({ title: 'Place' }))
const description = optional.meta(hint({ title: 'Description', control: 'long-text' }))

const listed =
  'id,conversationId,internetMessageId,subject,bodyPreview,from,toRecipients,ccRecipients,receivedDateTime,isRead,hasAttachments,importance,categories,webLink'

const exampleMessage: JsonObject = {
  '@odata.etag': 'W/"CQAAABYAAAA"',
  id: 'AAMkAGUAAAwTW09AAA=',
  conversationId: 'AAQkAGE',
  internetMessageId: '<CAF1@mail.example.com>',
  subject: 'Report',
  bodyPreview: 'Hello, the report is attached.',
  from: { emailAddress: { name: 'Ada Lovelace', address: 'ada@example.com' } },
  toRecipients: [{ emailAddress: { name: 'Megan Bowen', address: 'megan@contoso.com' } }],
  ccRecipients: [],
  receivedDateTime: '2026-01-02T03:00:00Z',
  isRead: false,
  hasAttachments: true,
  importance: 'normal',
  categories: [],
  webLink: 'https://outlook.office365.com/owa/?ItemID=AAMkAGUAAAwTW09AAA%3D',
}
const flatListed: JsonObject = {
  id: 'AAMkAGUAAAwTW09AAA=',
  conversationId: 'AAQkAGE',
  messageId: '<CAF1@mail.example.com>',
  from: 'Ada Lovelace <ada@example.com>',
  to: ['Megan Bowen <megan@contoso.com>'],
  cc: [],
  subject: 'Report',
  date: '2026-01-02T03:00:00Z',
  preview: 'Hello, the report is attached.',
  isRead: false,
  hasAttachments: true,
  importance: 'normal',
  categories: [],
  link: 'https://outlook.office365.com/owa/?ItemID=AAMkAGUAAAwTW09AAA%3D',
}
const exampleEvent: JsonObject = {
  id: 'AAMkAGIAAAoZDOFAAA=',
  createdDateTime: '2026-01-02T02:50:00Z',
  lastModifiedDateTime: '2026-01-02T03:00:00Z',
  subject: 'Review',
  bodyPreview: '',
  isAllDay: false,
  isCancelled: false,
  start: { dateTime: '2026-01-05T08:00:00.0000000', timeZone: 'UTC' },
  end: { dateTime: '2026-01-05T09:00:00.0000000', timeZone: 'UTC' },
  location: { displayName: 'Room 4' },
  attendees: [
    {
      type: 'required',
      status: { response: 'none', time: '0001-01-01T00:00:00Z' },
      emailAddress: { name: 'Ada Lovelace', address: 'ada@example.com' },
    },
  ],
  organizer: { emailAddress: { name: 'Megan Bowen', address: 'megan@contoso.com' } },
  onlineMeeting: null,
  webLink: 'https://outlook.office365.com/owa/?itemid=AAMkAGIAAAoZDOFAAA%3D',
}
const flatExampleEvent: JsonObject = {
  id: 'AAMkAGIAAAoZDOFAAA=',
  title: 'Review',
  description: '',
  location: 'Room 4',
  start: '2026-01-05T08:00:00Z',
  end: '2026-01-05T09:00:00Z',
  allDay: false,
  cancelled: false,
  organizer: 'Megan Bowen <megan@contoso.com>',
  guests: [{ email: 'ada@example.com', name: 'Ada Lovelace', answer: 'none' }],
  link: 'https://outlook.office365.com/owa/?itemid=AAMkAGIAAAoZDOFAAA%3D',
  meetingLink: '',
  created: '2026-01-02T02:50:00Z',
  updated: '2026-01-02T03:00:00Z',
}
const newestFirst = { $select: listed, $orderby: 'receivedDateTime desc' }
const examplePath = '/me/messages/AAMkAGUAAAwTW09AAA%3D'
const eventPath = '/me/events/AAMkAGIAAAoZDOFAAA%3D'

export default defineIntegration({
  id: 'outlook',
  title: 'Outlook',
  category: 'mail',
  brand: null,
  summary: 'Send, find, read and sort mail, and keep a calendar, in Outlook and Microsoft 365.',
  keywords: ['microsoft', 'office', 'email', 'calendar', 'exchange', 'hotmail'],
  docsUrl: 'https://learn.microsoft.com/graph/api/resources/mail-api-overview',
  baseUrl: graphUrl,
  fields: microsoftFields,
  signIn: microsoftSignIn({
    'Mail.Read': { title: 'Read mail', isDefault: true },
    'Mail.Send': { title: 'Send mail', isDefault: true },
    'Mail.ReadWrite': { title: 'Move, mark and delete mail, write drafts', isDefault: false },
    'Calendars.ReadWrite': { title: 'See and change the calendar', isDefault: true },
  }),
  limits: graphLimits,
  complaint: microsoftComplaint,
  test: microsoftTest,
  actions: {
    'send-message': defineAction({
      title: 'Send a mail',
      summary: 'Sends a mail from your address.',
      group: 'Mail',
      kind: 'send',
      scopes: ['Mail.Send'],
      input: z.object({
        to: addressesParam({ required: true }).meta(
          hint({
            title: 'To',
            description: 'Several: with commas between them.',
            control: 'text',
            placeholder: 'ada@example.com',
          }),
        ),
        subject: textParam()
          .default('')
          .meta(hint({ title: 'Subject' })),
        text,
        asHtml,
        cc: addressesParam()
          .optional()
          .meta(hint({ title: 'Cc', control: 'text', advanced: true })),
        bcc: addressesParam()
          .optional()
          .meta(hint({ title: 'Bcc', control: 'text', advanced: true })),
        attachments: filesParam()
          .optional()
          .meta(
            hint({
              title: 'Attachments',
              description: 'A file that a node before gives, or a list of them; 3 MB altogether at most.',
              control: 'file',
              advanced: true,
            }),
          ),
        keepCopy: z
          .boolean()
          .default(true)
          .meta(hint({ title: 'Keep it among the sent ones', advanced: true })),
      }),
      request: (input) => ({
        method: 'POST',
        path: '/me/sendMail',
        // Files go along in the mail's own form (RFC 5322), which Microsoft always keeps among the sent ones.
        body: input.attachments?.length
          ? { mail: writtenMail(input) }
          : { json: { Message: writtenMessage(input), SaveToSentItems: input.keepCopy } },
      }),
      answer: () => ({ sent: true }),
      examples: [
        {
          input: { to: 'Ada <ada@example.com>', subject: 'Report', text: 'It is done.' },
          sends: {
            method: 'POST',
            path: '/me/sendMail',
            body: {
              Message: {
                subject: 'Report',
                body: { contentType: 'text', content: 'It is done.' },
                toRecipients: [{ emailAddress: { address: 'ada@example.com', name: 'Ada' } }],
              },
              SaveToSentItems: true,
            },
          },
          reply: { status: 202, body: null },
          gives: { sent: true },
        },
        {
          title: 'With a file',
          input: {
            to: 'ada@example.com',
            subject: 'Report',
            text: '<b>It is done.</b>',
            asHtml: true,
            attachments: { $file: { name: 'report.pdf', mediaType: 'application/pdf', bytes: 20480 } },
          },
          sends: {
            method: 'POST',
            path: '/me/sendMail',
            body: {
              mail: {
                to: ['ada@example.com'],
                subject: 'Report',
                html: '<b>It is done.</b>',
                attachments: [{ name: 'report.pdf', mediaType: 'application/pdf', bytes: 20480 }],
              },
            },
          },
          reply: { status: 202, body: null },
          gives: { sent: true },
        },
      ],
    }),
    'reply-to-message': defineAction({
      title: 'Reply to a mail',
      summary: 'Answers a mail, its sender or all who got it.',
      group: 'Mail',
      kind: 'send',
      scopes: ['Mail.Send'],
      input: z.object({
        message: messageId,
        text,
        toAll: z
          .boolean()
          .default(false)
          .meta(hint({ title: 'To all' })),
      }),
      request: (input) => ({
        method: 'POST',
        path: `${path`/me/messages/${input.message}`}/${input.toAll ? 'replyAll' : 'reply'}`,
        body: { json: { Comment: input.text } },
      }),
      answer: () => ({ sent: true }),
      examples: [
        {
          input: { message: 'AAMkAGUAAAwTW09AAA=', text: 'Thank you!' },
          sends: { method: 'POST', path: `${examplePath}/reply`, body: { Comment: 'Thank you!' } },
          reply: { status: 202, body: null },
          gives: { sent: true },
        },
      ],
    }),
    'create-draft': defineAction({
      title: 'Write a draft',
      summary: 'Puts a mail among the drafts, to be sent by hand.',
      group: 'Mail',
      kind: 'write',
      scopes: ['Mail.ReadWrite'],
      input: z.object({
        to: addressesParam()
          .optional()
          .meta(hint({ title: 'To', control: 'text' })),
        subject: textParam()
          .default('')
          .meta(hint({ title: 'Subject' })),
        text,
        asHtml,
      }),
      request: (input) => ({ method: 'POST', path: '/me/messages', body: { json: writtenMessage(input) } }),
      answer: flatMail,
      examples: [
        {
          input: { to: 'ada@example.com', subject: 'Report', text: 'To be continued.' },
          sends: {
            method: 'POST',
            path: '/me/messages',
            body: {
              subject: 'Report',
              body: { contentType: 'text', content: 'To be continued.' },
              toRecipients: [{ emailAddress: { address: 'ada@example.com' } }],
            },
          },
          reply: { status: 201, body: exampleMessage },
          gives: flatListed,
        },
      ],
    }),
    'list-messages': defineAction({
      title: 'Find mail',
      summary: 'Lists the mail of a folder, newest first, or what holds some words.',
      group: 'Mail',
      kind: 'read',
      scopes: ['Mail.Read'],
      input: z.object({
        folder,
        search: optional.meta(
          hint({ title: 'Search', description: 'As in Outlook’s search box.', placeholder: 'from:ada report' }),
        ),
        onlyUnread: z
          .boolean()
          .default(false)
          .meta(hint({ title: 'Only unread ones', description: 'Not together with a search.' })),
      }),
      request: (input) => ({
        method: 'GET',
        path: path`/me/mailFolders/${input.folder}/messages`,
        // A search has its own order, and no further condition.
        query: input.search
          ? { $select: listed, $search: `"${input.search.replace(/[\\"]/g, '\\$&')}"` }
          : // Graph wants what it sorts by in the condition as well, and first.
            {
              ...newestFirst,
              $filter: input.onlyUnread ? 'receivedDateTime ge 1900-01-01T00:00:00Z and isRead eq false' : undefined,
            },
      }),
      pages: graphPages(100, flatMail),
      examples: [
        {
          input: { search: 'from:ada report' },
          sends: {
            method: 'GET',
            path: '/me/mailFolders/inbox/messages',
            query: { $select: listed, $search: '"from:ada report"' },
          },
          reply: { body: { '@odata.context': `${graphUrl}/$metadata#messages`, value: [exampleMessage] } },
          gives: [flatListed],
        },
        {
          title: 'Unread ones',
          input: { onlyUnread: true },
          sends: {
            method: 'GET',
            path: '/me/mailFolders/inbox/messages',
            query: { ...newestFirst, $filter: 'receivedDateTime ge 1900-01-01T00:00:00Z and isRead eq false' },
          },
          reply: { body: { value: [] } },
          gives: [],
        },
      ],
    }),
    'get-message': defineAction({
      title: 'Get a mail',
      summary: 'Gives a mail with its sender, subject and text.',
      group: 'Mail',
      kind: 'read',
      scopes: ['Mail.Read'],
      input: z.object({
        message: messageId,
        as: z
          .enum(['text', 'html'])
          .default('text')
          .meta(hint({ title: 'Text comes', choices: { text: 'As plain text', html: 'As HTML' } })),
      }),
      request: (input) => ({
        method: 'GET',
        path: path`/me/messages/${input.message}`,
        query: { $select: `${listed},body` },
        headers: { prefer: `outlook.body-content-type="${input.as}"` },
      }),
      answer: flatMail,
      examples: [
        {
          input: { message: 'AAMkAGUAAAwTW09AAA=' },
          sends: {
            method: 'GET',
            path: examplePath,
            query: { $select: `${listed},body` },
            headers: { prefer: 'outlook.body-content-type="text"' },
          },
          reply: {
            body: { ...exampleMessage, body: { contentType: 'text', content: 'Hello, the report is attached.' } },
          },
          gives: { ...flatListed, text: 'Hello, the report is attached.' },
        },
      ],
    }),
    'list-attachments': defineAction({
      title: 'List attachments',
      summary: 'Lists the attachments of a mail, for “Download an attachment”.',
      group: 'Attachments',
      kind: 'read',
      scopes: ['Mail.Read'],
      input: z.object({ message: messageId }),
      request: (input) => ({
        method: 'GET',
        path: path`/me/messages/${input.message}/attachments`,
        query: { $select: 'id,name,contentType,size,isInline' },
      }),
      pages: graphPages(100, (found) => ({
        id: textAt(found, 'id'),
        name: textAt(found, 'name'),
        mediaType: textAt(found, 'contentType'),
        bytes: isJsonObject(found) && typeof found.size === 'number' ? found.size : 0,
        isInline: isJsonObject(found) && found.isInline === true,
      })),
      examples: [
        {
          input: { message: 'AAMkAGUAAAwTW09AAA=' },
          sends: {
            method: 'GET',
            path: `${examplePath}/attachments`,
            query: { $select: 'id,name,contentType,size,isInline' },
          },
          reply: {
            body: {
              value: [
                {
                  '@odata.type': '#microsoft.graph.fileAttachment',
                  id: 'AAMkADCg=',
                  name: 'report.pdf',
                  contentType: 'application/pdf',
                  size: 20480,
                  isInline: false,
                },
              ],
            },
          },
          gives: [{ id: 'AAMkADCg=', name: 'report.pdf', mediaType: 'application/pdf', bytes: 20480, isInline: false }],
        },
      ],
    }),
    'download-attachment': defineAction({
      title: 'Download an attachment',
      summary: 'Gives an attachment as a file.',
      group: 'Attachments',
      kind: 'read',
      scopes: ['Mail.Read'],
      input: z.object({
        message: messageId,
        attachment: required.meta(
          hint({ title: 'Attachment', description: 'Its id, as “List attachments” gives it.' }),
        ),
      }),
      request: (input) => ({
        method: 'GET',
        path: path`/me/messages/${input.message}/attachments/${input.attachment}/$value`,
        reads: 'file',
      }),
      examples: [
        {
          input: { message: 'AAMkAGUAAAwTW09AAA=', attachment: 'AAMkADCg=' },
          sends: { method: 'GET', path: `${examplePath}/attachments/AAMkADCg%3D/$value` },
          reply: {
            headers: { 'content-type': 'application/pdf' },
            body: { $file: { name: 'report.pdf', mediaType: 'application/pdf', bytes: 20480 } },
          },
          gives: { $file: { name: 'report.pdf', mediaType: 'application/pdf', bytes: 20480 } },
        },
      ],
    }),
    'move-message': defineAction({
      title: 'Move a mail',
      summary: 'Moves a mail into another folder, for example into the archive.',
      group: 'Mail',
      kind: 'write',
      scopes: ['Mail.ReadWrite'],
      input: z.object({
        message: messageId,
        to: folder.default('archive').meta(
          hint({
            title: 'Into the folder',
            description: 'Its id, or inbox, archive, deleteditems, junkemail.',
            placeholder: 'archive',
          }),
        ),
      }),
      request: (input) => ({
        method: 'POST',
        path: path`/me/messages/${input.message}/move`,
        body: { json: { DestinationId: input.to } },
      }),
      answer: flatMail,
      examples: [
        {
          input: { message: 'AAMkAGUAAAwTW09AAA=' },
          sends: { method: 'POST', path: `${examplePath}/move`, body: { DestinationId: 'archive' } },
          reply: { status: 201, body: exampleMessage },
          gives: flatListed,
        },
      ],
    }),
    'mark-message': defineAction({
      title: 'Mark a mail',
      summary: 'Marks a mail as read or unread, and sets its categories.',
      group: 'Mail',
      kind: 'write',
      scopes: ['Mail.ReadWrite'],
      input: z.object({
        message: messageId,
        as: z
          .enum(['read', 'unread', 'unchanged'])
          .default('read')
          .meta(hint({ title: 'As', choices: { read: 'Read', unread: 'Unread', unchanged: 'As it is' } })),
        categories: addressesParam()
          .optional()
          .meta(
            hint({
              title: 'Categories',
              description: 'With commas between them; they replace those it has.',
              control: 'text',
            }),
          ),
      }),
      request: (input) => ({
        method: 'PATCH',
        path: path`/me/messages/${input.message}`,
        body: {
          json: {
            isRead: input.as === 'unchanged' ? undefined : input.as === 'read',
            categories: input.categories,
          },
        },
      }),
      answer: flatMail,
      examples: [
        {
          input: { message: 'AAMkAGUAAAwTW09AAA=' },
          sends: { method: 'PATCH', path: examplePath, body: { isRead: true } },
          reply: { body: { ...exampleMessage, isRead: true } },
          gives: { ...flatListed, isRead: true },
        },
      ],
    }),
    'create-event': defineAction({
      title: 'Create an event',
      summary: 'Puts an event into your calendar and invites its guests.',
      group: 'Calendar',
      kind: 'send',
      scopes: ['Calendars.ReadWrite'],
      input: z.object({
        title: required.meta(hint({ title: 'Title' })),
        start: timeParam({ title: 'Begins' }),
        end: timeParam({ title: 'Ends', description: 'Of whole days: the last day.' }),
        timeZone: timeZoneParam(),
        description,
        location,
        guests,
        asTeamsMeeting: z
          .boolean()
          .default(false)
          .meta(hint({ title: 'With a Teams meeting', description: 'For accounts at work or school.' })),
      }),
      request: (input) => ({
        method: 'POST',
        path: '/me/events',
        body: {
          json: {
            ...writtenEvent(input),
            ...(input.asTeamsMeeting && { isOnlineMeeting: true, onlineMeetingProvider: 'teamsForBusiness' }),
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
            guests: 'Ada Lovelace <ada@example.com>',
          },
          sends: {
            method: 'POST',
            path: '/me/events',
            body: {
              subject: 'Review',
              start: { dateTime: '2026-01-05T09:00:00', timeZone: 'Europe/Berlin' },
              end: { dateTime: '2026-01-05T10:00:00', timeZone: 'Europe/Berlin' },
              isAllDay: false,
              location: { displayName: 'Room 4' },
              attendees: [{ type: 'required', emailAddress: { address: 'ada@example.com', name: 'Ada Lovelace' } }],
            },
          },
          reply: { status: 201, body: exampleEvent },
          gives: flatExampleEvent,
        },
      ],
    }),
    'list-events': defineAction({
      title: 'List events',
      summary: 'Lists the events of your calendar in order of time; each of a repeated event by itself.',
      group: 'Calendar',
      kind: 'read',
      scopes: ['Calendars.ReadWrite'],
      input: z.object({
        from: optional.meta(hint({ title: 'From', description: 'Empty: from now on.', placeholder: '2026-01-05' })),
        to: optional.meta(
          hint({ title: 'Until', description: 'Empty: 30 days after that.', placeholder: '2026-01-31' }),
        ),
      }),
      request: (input, { nowMs }) => {
        const from = instantOf(input.from || new Date(nowMs).toISOString())
        const to = input.to ? instantOf(input.to) : new Date(Date.parse(from) + 30 * 86_400_000).toISOString()
        return {
          method: 'GET',
          path: '/me/calendarView',
          query: { startDateTime: from, endDateTime: to, $orderby: 'start/dateTime' },
        }
      },
      pages: graphPages(500, flatEvent),
      examples: [
        {
          input: { from: '2026-01-05', to: '2026-01-06' },
          sends: {
            method: 'GET',
            path: '/me/calendarView',
            query: {
              startDateTime: '2026-01-05T00:00:00.000Z',
              endDateTime: '2026-01-06T00:00:00.000Z',
              $orderby: 'start/dateTime',
            },
          },
          reply: { body: { value: [exampleEvent] } },
          gives: [flatExampleEvent],
        },
      ],
    }),
    'update-event': defineAction({
      title: 'Change an event',
      summary: 'Changes what is filled in here; all else stays. Guests given here replace those it has.',
      group: 'Calendar',
      kind: 'send',
      scopes: ['Calendars.ReadWrite'],
      input: z.object({
        event: eventId,
        title: optional.meta(hint({ title: 'Title' })),
        start: timeParam({ title: 'Begins' })
          .optional()
          .meta(hint({ title: 'Begins', description: 'Together with its end.' })),
        end: timeParam({ title: 'Ends' })
          .optional()
          .meta(hint({ title: 'Ends', description: 'Of whole days: the last day.' })),
        timeZone: timeZoneParam(),
        description,
        location,
        guests,
      }),
      request: (input) => ({
        method: 'PATCH',
        path: path`/me/events/${input.event}`,
        body: { json: writtenEvent(input) },
      }),
      answer: flatEvent,
      examples: [
        {
          input: { event: 'AAMkAGIAAAoZDOFAAA=', location: 'Room 4' },
          sends: { method: 'PATCH', path: eventPath, body: { location: { displayName: 'Room 4' } } },
          reply: { body: exampleEvent },
          gives: flatExampleEvent,
        },
      ],
    }),
    'delete-event': defineAction({
      title: 'Delete an event',
      summary: 'Takes an event out of your calendar; guests are told where it is yours.',
      group: 'Calendar',
      kind: 'delete',
      scopes: ['Calendars.ReadWrite'],
      input: z.object({ event: eventId }),
      request: (input) => ({ method: 'DELETE', path: path`/me/events/${input.event}` }),
      answer: (_body, { input }) => ({ deleted: input.event }),
      examples: [
        {
          input: { event: 'AAMkAGIAAAoZDOFAAA=' },
          sends: { method: 'DELETE', path: eventPath },
          reply: { status: 204, body: null },
          gives: { deleted: 'AAMkAGIAAAoZDOFAAA=' },
        },
      ],
    }),
    'list-folders': defineAction({
      title: 'List folders',
      summary: 'Lists the mail folders with their ids.',
      group: 'Mail',
      kind: 'read',
      scopes: ['Mail.Read'],
      input: z.object({}),
      request: () => ({ method: 'GET', path: '/me/mailFolders' }),
      pages: graphPages(100, (found) => ({
        id: textAt(found, 'id'),
        title: textAt(found, 'displayName'),
        messages: isJsonObject(found) ? (found.totalItemCount ?? null) : null,
        unread: isJsonObject(found) ? (found.unreadItemCount ?? null) : null,
      })),
      examples: [
        {
          input: {},
          sends: { method: 'GET', path: '/me/mailFolders' },
          reply: {
            body: {
              value: [
                {
                  id: 'AQMkADYAAAIBXQAAAA==',
                  displayName: 'Inbox',
                  parentFolderId: 'AQMkADYAAAIBCAAAAA==',
                  childFolderCount: 0,
                  totalItemCount: 70,
                  unreadItemCount: 4,
                },
              ],
            },
          },
          gives: [{ id: 'AQMkADYAAAIBXQAAAA==', title: 'Inbox', messages: 70, unread: 4 }],
        },
      ],
    }),
  },
  triggers: {
    'new-message': defineTrigger({
      title: 'New mail',
      summary: 'Begins a run for each mail that arrives in a folder.',
      group: 'Mail',
      scopes: ['Mail.Read'],
      input: z.object({ folder }),
      poll: {
        request: (input, { cursor }) => ({
          method: 'GET',
          path: path`/me/mailFolders/${input.folder}/messages`,
          query:
            typeof cursor === 'string'
              ? { $select: listed, $filter: `receivedDateTime ge ${cursor}`, $orderby: 'receivedDateTime', $top: 200 }
              : { ...newestFirst, $top: 1 },
        }),
        read: (body, { cursor }) => {
          const found = graphList(body)
          return {
            events: found.map((message) => ({ id: textAt(message, 'id'), payload: flatMail(message) })),
            // By the service’s clock. An empty folder: all that comes is new.
            cursor: textAt(found.at(-1), 'receivedDateTime') || cursor || '1900-01-01T00:00:00Z',
          }
        },
        everySeconds: 60,
        examples: [
          {
            input: {},
            cursor: null,
            sends: { method: 'GET', path: '/me/mailFolders/inbox/messages', query: { ...newestFirst, $top: '1' } },
            reply: { body: { value: [exampleMessage] } },
            events: [{ id: 'AAMkAGUAAAwTW09AAA=', payload: flatListed }],
            next: '2026-01-02T03:00:00Z',
          },
          {
            input: {},
            cursor: '2026-01-02T02:00:00Z',
            sends: {
              method: 'GET',
              path: '/me/mailFolders/inbox/messages',
              query: {
                $select: listed,
                $filter: 'receivedDateTime ge 2026-01-02T02:00:00Z',
                $orderby: 'receivedDateTime',
                $top: '200',
              },
            },
            reply: { body: { value: [exampleMessage] } },
            events: [{ id: 'AAMkAGUAAAwTW09AAA=', payload: flatListed }],
            next: '2026-01-02T03:00:00Z',
          },
        ],
      },
      sample: flatListed,
    }),
    'new-event': defineTrigger({
      title: 'New event',
      summary: 'Begins a run for each event that is put into your calendar.',
      group: 'Calendar',
      scopes: ['Calendars.ReadWrite'],
      input: z.object({}),
      poll: {
        request: (_input, { cursor }) => ({
          method: 'GET',
          path: '/me/events',
          query:
            typeof cursor === 'string'
              ? { $filter: `createdDateTime ge ${cursor}`, $orderby: 'createdDateTime', $top: 100 }
              : { $orderby: 'createdDateTime desc', $top: 1 },
        }),
        read: (body, { cursor }) => {
          const found = graphList(body)
          return {
            events: found.map((event) => ({ id: textAt(event, 'id'), payload: flatEvent(event) })),
            cursor: textAt(found.at(-1), 'createdDateTime') || cursor || '1900-01-01T00:00:00Z',
          }
        },
        everySeconds: 120,
        examples: [
          {
            input: {},
            cursor: '2026-01-02T02:00:00Z',
            sends: {
              method: 'GET',
              path: '/me/events',
              query: {
                $filter: 'createdDateTime ge 2026-01-02T02:00:00Z',
                $orderby: 'createdDateTime',
                $top: '100',
              },
            },
            reply: { body: { value: [exampleEvent] } },
            events: [{ id: 'AAMkAGIAAAoZDOFAAA=', payload: flatExampleEvent }],
            next: '2026-01-02T02:50:00Z',
          },
        ],
      },
      sample: flatExampleEvent,
    }),
  },
})
