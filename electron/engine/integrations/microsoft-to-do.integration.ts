import { z } from 'zod'
import { hint, textParam } from '../../../shared/catalog/param.ts'
import { isJsonObject, type Json, type JsonObject } from '../../../shared/json.ts'
import { isWholeDay, timeZoneParam } from './define-calendar.ts'
import { defineAction, defineIntegration, defineTrigger, path } from './define-integration.ts'
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

const scopes = ['Tasks.ReadWrite']

const required = textParam({ required: true })
const optional = textParam().optional()
const list = required.meta(hint({ title: 'List', description: 'Its id, as “List the lists” gives it.' }))
const task = required.meta(hint({ title: 'Task', description: 'Its id.' }))
const fields = {
  notes: optional.meta(hint({ title: 'Notes', control: 'long-text' })),
  due: optional
    .refine((text) => !text || Number.isFinite(Date.parse(text)), 'is no date such as 2026-01-31')
    .meta(hint({ title: 'Due', description: 'A day.', placeholder: '2026-01-31' })),
  remindAt: optional
    .refine((text) => !text || Number.isFinite(Date.parse(text)), 'is no time such as 2026-01-31T09:00:00')
    .meta(hint({ title: 'Remind at', placeholder: '2026-01-31T09:00:00', advanced: true })),
  timeZone: timeZoneParam(),
}
const importance = z.enum(['low', 'normal', 'high'])
const importanceHint = hint({
  title: 'Importance',
  choices: { low: 'Low', normal: 'Normal', high: 'High' },
  advanced: true,
})

const exampleTask: JsonObject = {
  '@odata.etag': 'W/"xzyPKP0BiUGgld+lMKXwbQAAgdhkVw=="',
  id: 'AlMKXwbQAAAJws6wcAAAA=',
  importance: 'normal',
  isReminderOn: false,
  status: 'notStarted',
  title: 'Write the report',
  createdDateTime: '2026-01-02T03:00:00.123Z',
  lastModifiedDateTime: '2026-01-02T03:00:00.456Z',
  body: { content: 'With numbers', contentType: 'text' },
  dueDateTime: { dateTime: '2026-01-31T00:00:00.0000000', timeZone: 'UTC' },
}
const flatExample: JsonObject = {
  id: 'AlMKXwbQAAAJws6wcAAAA=',
  title: 'Write the report',
  notes: 'With numbers',
  status: 'notStarted',
  due: '2026-01-31T00:00:00',
  completed: '',
  importance: 'normal',
  categories: [],
  created: '2026-01-02T03:00:00.123Z',
  updated: '2026-01-02T03:00:00.456Z',
}
const listsPath = '/me/todo/lists/AAMkADIyAAAhrbPWAAA%3D/tasks'
const examplePath = `${listsPath}/AlMKXwbQAAAJws6wcAAAA%3D`
const listInput = { list: 'AAMkADIyAAAhrbPWAAA=' }
const deltaLink = `${graphUrl}${listsPath}/delta?$deltatoken=hwxGZ`

export default defineIntegration({
  id: 'microsoft-to-do',
  title: 'Microsoft To Do',
  category: 'tasks',
  brand: null,
  summary: 'Make, list, change and complete tasks.',
  keywords: ['todo', 'outlook', 'reminder'],
  docsUrl: 'https://learn.microsoft.com/graph/api/resources/todo-overview',
  baseUrl: graphUrl,
  fields: microsoftFields,
  signIn: microsoftSignIn({ 'Tasks.ReadWrite': { title: 'See and change your tasks', isDefault: true } }),
  limits: graphLimits,
  complaint: microsoftComplaint,
  test: microsoftTest,
  actions: {
    'create-task': defineAction({
      title: 'Create a task',
      summary: 'Puts a task into a list.',
      group: 'Tasks',
      kind: 'write',
      scopes,
      input: z.object({
        list,
        title: required.meta(hint({ title: 'Title' })),
        ...fields,
        importance: importance.default('normal').meta(importanceHint),
      }),
      request: (input) => ({
        method: 'POST',
        path: path`/me/todo/lists/${input.list}/tasks`,
        body: { json: writtenTask(input) },
      }),
      answer: flatTask,
      examples: [
        {
          input: { ...listInput, title: 'Write the report', notes: 'With numbers', due: '2026-01-31' },
          sends: {
            method: 'POST',
            path: listsPath,
            body: {
              title: 'Write the report',
              body: { content: 'With numbers', contentType: 'text' },
              dueDateTime: { dateTime: '2026-01-31T00:00:00', timeZone: 'UTC' },
              importance: 'normal',
            },
          },
          reply: { status: 201, body: exampleTask },
          gives: flatExample,
        },
      ],
    }),
    'list-tasks': defineAction({
      title: 'List tasks',
      summary: 'Lists the tasks of a list.',
      group: 'Tasks',
      kind: 'read',
      scopes,
      input: z.object({
        list,
        which: z
          .enum(['open', 'completed', 'all'])
          .default('open')
          .meta(hint({ title: 'Which', choices: { open: 'Open ones', completed: 'Completed ones', all: 'All' } })),
      }),
      request: (input) => ({
        method: 'GET',
        path: path`/me/todo/lists/${input.list}/tasks`,
        query: {
          $filter: { open: "status ne 'completed'", completed: "status eq 'completed'", all: undefined }[input.which],
        },
      }),
      pages: graphPages(100, flatTask),
      examples: [
        {
          input: listInput,
          sends: { method: 'GET', path: listsPath, query: { $filter: "status ne 'completed'" } },
          reply: { body: { value: [exampleTask] } },
          gives: [flatExample],
        },
      ],
    }),
    'update-task': defineAction({
      title: 'Change a task',
      summary: 'Changes what is filled in here; all else stays.',
      group: 'Tasks',
      kind: 'write',
      scopes,
      input: z.object({
        list,
        task,
        title: optional.meta(hint({ title: 'Title' })),
        ...fields,
        importance: importance.optional().meta(importanceHint),
      }),
      request: (input) => ({
        method: 'PATCH',
        path: path`/me/todo/lists/${input.list}/tasks/${input.task}`,
        body: { json: writtenTask(input) },
      }),
      answer: flatTask,
      examples: [
        {
          input: { ...listInput, task: 'AlMKXwbQAAAJws6wcAAAA=', title: 'Write the report' },
          sends: { method: 'PATCH', path: examplePath, body: { title: 'Write the report' } },
          reply: { body: exampleTask },
          gives: flatExample,
        },
      ],
    }),
    'complete-task': defineAction({
      title: 'Complete a task',
      summary: 'Ticks a task off, or opens it again.',
      group: 'Tasks',
      kind: 'write',
      scopes,
      input: z.object({
        list,
        task,
        status: z
          .enum(['completed', 'inProgress', 'notStarted'])
          .default('completed')
          .meta(
            hint({
              title: 'It is',
              choices: { completed: 'Done', inProgress: 'Being worked on', notStarted: 'Open again' },
            }),
          ),
      }),
      request: (input) => ({
        method: 'PATCH',
        path: path`/me/todo/lists/${input.list}/tasks/${input.task}`,
        body: { json: { status: input.status } },
      }),
      answer: flatTask,
      examples: [
        {
          input: { ...listInput, task: 'AlMKXwbQAAAJws6wcAAAA=' },
          sends: { method: 'PATCH', path: examplePath, body: { status: 'completed' } },
          reply: {
            body: {
              ...exampleTask,
              status: 'completed',
              completedDateTime: { dateTime: '2026-01-02T00:00:00.0000000', timeZone: 'UTC' },
            },
          },
          gives: { ...flatExample, status: 'completed', completed: '2026-01-02T00:00:00' },
        },
      ],
    }),
    'delete-task': defineAction({
      title: 'Delete a task',
      summary: 'Takes a task out of its list.',
      group: 'Tasks',
      kind: 'delete',
      scopes,
      input: z.object({ list, task }),
      request: (input) => ({ method: 'DELETE', path: path`/me/todo/lists/${input.list}/tasks/${input.task}` }),
      answer: (_body, { input }) => ({ deleted: input.task }),
      examples: [
        {
          input: { ...listInput, task: 'AlMKXwbQAAAJws6wcAAAA=' },
          sends: { method: 'DELETE', path: examplePath },
          reply: { status: 204, body: null },
          gives: { deleted: 'AlMKXwbQAAAJws6wcAAAA=' },
        },
      ],
    }),
    'list-task-lists': defineAction({
      title: 'List the lists',
      summary: 'Lists your task lists with their ids.',
      group: 'Lists',
      kind: 'read',
      scopes,
      input: z.object({}),
      request: () => ({ method: 'GET', path: '/me/todo/lists' }),
      pages: graphPages(100, flatList),
      examples: [
        {
          input: {},
          sends: { method: 'GET', path: '/me/todo/lists' },
          reply: {
            body: {
              value: [
                {
                  id: 'AAMkADIyAAAhrbPWAAA=',
                  displayName: 'Tasks',
                  isOwner: true,
                  isShared: false,
                  wellknownListName: 'defaultList',
                },
              ],
            },
          },
          gives: [{ id: 'AAMkADIyAAAhrbPWAAA=', title: 'Tasks', isDefault: true, isShared: false }],
        },
      ],
    }),
    'create-task-list': defineAction({
      title: 'Create a list',
      summary: 'Makes a new list for tasks.',
      group: 'Lists',
      kind: 'write',
      scopes,
      input: z.object({ title: required.meta(hint({ title: 'Title' })) }),
      request: ({ title }) => ({ method: 'POST', path: '/me/todo/lists', body: { json: { displayName: title } } }),
      answer: flatList,
      examples: [
        {
          input: { title: 'Errands' },
          sends: { method: 'POST', path: '/me/todo/lists', body: { displayName: 'Errands' } },
          reply: {
            status: 201,
            body: {
              id: 'AAMkADIyAAAAABrJAAA=',
              displayName: 'Errands',
              isOwner: true,
              isShared: false,
              wellknownListName: 'none',
            },
          },
          gives: { id: 'AAMkADIyAAAAABrJAAA=', title: 'Errands', isDefault: false, isShared: false },
        },
      ],
    }),
  },
  triggers: {
    'new-task': defineTrigger({
      title: 'New, changed or completed task',
      summary: 'Begins a run for each task of a list that is made, changed or completed.',
      group: 'Tasks',
      scopes,
      input: z.object({
        list,
        which: z
          .enum(['new', 'changed', 'completed'])
          .default('new')
          .meta(
            hint({
              title: 'Which',
              choices: { new: 'New ones', changed: 'New and changed ones', completed: 'Completed ones' },
            }),
          ),
      }),
      poll: {
        // The changes begin with all there is, page by page; what is older than the first look is none.
        request: (input, { cursor }) => ({
          method: 'GET',
          path: textAt(cursor ?? undefined, 'link') || path`/me/todo/lists/${input.list}/tasks/delta`,
        }),
        read: (body, { input, cursor, nowMs }) => {
          const since = textAt(cursor ?? undefined, 'since') || new Date(nowMs).toISOString()
          const when = input.which === 'new' ? 'createdDateTime' : 'lastModifiedDateTime'
          const tasks = graphList(body)
            .filter((entry) => textAt(entry, when) >= since)
            .filter((entry) => input.which !== 'completed' || textAt(entry, 'status') === 'completed')
          return {
            events: tasks.map((entry) => ({
              id: [textAt(entry, 'id'), ...markOf(entry, input.which)].join(':'),
              payload: flatTask(entry),
            })),
            cursor: {
              since,
              link:
                textAt(body, '@odata.nextLink') ||
                textAt(body, '@odata.deltaLink') ||
                textAt(cursor ?? undefined, 'link'),
            },
          }
        },
        everySeconds: 120,
        examples: [
          {
            input: listInput,
            cursor: null,
            sends: { method: 'GET', path: `${listsPath}/delta` },
            reply: { body: { value: [exampleTask], '@odata.deltaLink': deltaLink } },
            events: [],
            next: { since: '2026-01-02T03:04:05.000Z', link: deltaLink },
          },
          {
            input: listInput,
            cursor: { since: '2026-01-02T02:00:00.000Z', link: deltaLink },
            sends: { method: 'GET', path: deltaLink },
            reply: { body: { value: [exampleTask], '@odata.deltaLink': deltaLink } },
            events: [{ id: 'AlMKXwbQAAAJws6wcAAAA=', payload: flatExample }],
            next: { since: '2026-01-02T02:00:00.000Z', link: deltaLink },
          },
        ],
      },
      sample: flatExample,
    }),
  },
})

function writtenTask(input: {
  title?: string
  notes?: string
  due?: string
  remindAt?: string
  timeZone: string
  importance?: string
}) {
  return {
    title: input.title || undefined,
    body: input.notes ? { content: input.notes, contentType: 'text' } : undefined,
    dueDateTime: input.due ? timeOf(input.due, input.timeZone) : undefined,
    ...(input.remindAt && { isReminderOn: true, reminderDateTime: timeOf(input.remindAt, input.timeZone) }),
    importance: input.importance,
  }
}

/** A time with an offset is told in UTC, one without in the time zone that goes along. */
function timeOf(text: string, timeZone: string) {
  if (isWholeDay(text)) return { dateTime: `${text.trim()}T00:00:00`, timeZone }
  if (!/(Z|[+-]\d{2}:?\d{2})$/i.test(text.trim())) return { dateTime: text.trim(), timeZone }
  return { dateTime: new Date(text).toISOString().replace('Z', ''), timeZone: 'UTC' }
}

/** What makes a second change of a task another event. */
function markOf(found: Json, which: 'new' | 'changed' | 'completed'): string[] {
  if (which === 'new' || !isJsonObject(found)) return []
  return [which === 'changed' ? textAt(found, 'lastModifiedDateTime') : textAt(found.completedDateTime, 'dateTime')]
}

function flatTask(found: Json): Json {
  if (!isJsonObject(found)) return found
  return {
    id: textAt(found, 'id'),
    title: textAt(found, 'title'),
    notes: textAt(found.body, 'content'),
    status: textAt(found, 'status'),
    due: textAt(found.dueDateTime, 'dateTime').replace(/\.0+$/, ''),
    completed: textAt(found.completedDateTime, 'dateTime').replace(/\.0+$/, ''),
    importance: textAt(found, 'importance'),
    categories: found.categories ?? [],
    created: textAt(found, 'createdDateTime'),
    updated: textAt(found, 'lastModifiedDateTime'),
  }
}

function flatList(found: Json): Json {
  if (!isJsonObject(found)) return found
  return {
    id: textAt(found, 'id'),
    title: textAt(found, 'displayName'),
    isDefault: found.wellknownListName === 'defaultList',
    isShared: found.isShared === true,
  }
}
