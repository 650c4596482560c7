import { z } from 'zod'
import { hint, textParam } from '../../../shared/catalog/param.ts'
import type { JsonObject } from '../../../shared/json.ts'
import {
  googleComplaint,
  googleList,
  googleNextPage,
  googleScope,
  googleSignIn,
  googleTest,
  textAt,
} from './define-google.ts'
import { defineAction, defineIntegration, defineTrigger, path } from './define-integration.ts'

const scopes = [googleScope('tasks')]

const list = textParam({ required: true })
  .default('@default')
  .meta(hint({ title: 'List', description: 'Its id; `@default` is the first one.', placeholder: '@default' }))
const task = textParam({ required: true }).meta(hint({ title: 'Task', description: 'Its id.' }))
const optionalText = textParam().optional()
const notes = optionalText.meta(hint({ title: 'Notes', control: 'long-text' }))
const due = optionalText
  .refine((text) => !text || Number.isFinite(Date.parse(text)), 'is no date such as 2026-01-31')
  .meta(hint({ title: 'Due', description: 'A day; Google Tasks keeps no time of day.', placeholder: '2026-01-31' }))

const exampleTask: JsonObject = {
  kind: 'tasks#task',
  id: 'dGFzazE',
  etag: '"LTM1"',
  title: 'Write the report',
  updated: '2026-01-02T03:00:00.000Z',
  selfLink: 'https://www.googleapis.com/tasks/v1/lists/bGlzdDE/tasks/dGFzazE',
  position: '00000000000000000000',
  notes: 'With numbers',
  status: 'needsAction',
  due: '2026-01-31T00:00:00.000Z',
  webViewLink: 'https://tasks.google.com/task/dGFzazE',
}

export default defineIntegration({
  id: 'google-tasks',
  title: 'Google Tasks',
  category: 'tasks',
  brand: 'googletasks',
  summary: 'Make, list and complete tasks.',
  keywords: ['todo', 'to-do', 'reminder'],
  docsUrl: 'https://developers.google.com/workspace/tasks/reference/rest',
  baseUrl: 'https://tasks.googleapis.com',
  hosts: ['www.googleapis.com'],
  signIn: [
    googleSignIn({
      apis: ['Google Tasks API'],
      scopes: { tasks: { title: 'See and change your tasks', isDefault: true } },
    }),
  ],
  limits: { note: '50,000 requests a day (https://developers.google.com/workspace/tasks).' },
  complaint: googleComplaint,
  test: googleTest,
  actions: {
    'create-task': defineAction({
      title: 'Create a task',
      summary: 'Puts a task at the top of a list.',
      group: 'Tasks',
      kind: 'write',
      scopes,
      input: z.object({
        list,
        title: textParam({ required: true }).meta(hint({ title: 'Title' })),
        notes,
        due,
        parent: optionalText.meta(
          hint({ title: 'Below the task', description: 'Id of the task it is a part of.', advanced: true }),
        ),
      }),
      request: (input) => ({
        method: 'POST',
        path: path`/tasks/v1/lists/${input.list}/tasks`,
        query: { parent: input.parent || undefined },
        body: { json: { title: input.title, notes: input.notes || undefined, due: dueOf(input.due) } },
      }),
      examples: [
        {
          input: { title: 'Write the report', notes: 'With numbers', due: '2026-01-31' },
          sends: {
            method: 'POST',
            path: '/tasks/v1/lists/%40default/tasks',
            body: { title: 'Write the report', notes: 'With numbers', due: '2026-01-31T00:00:00.000Z' },
          },
          reply: { body: exampleTask },
          gives: exampleTask,
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
        completed: z
          .boolean()
          .default(false)
          .meta(hint({ title: 'Completed ones too' })),
      }),
      request: (input) => ({
        method: 'GET',
        path: path`/tasks/v1/lists/${input.list}/tasks`,
        query: { showCompleted: input.completed, showHidden: input.completed },
      }),
      pages: { items: googleList('items'), size: { name: 'maxResults', most: 100 }, next: googleNextPage },
      examples: [
        {
          input: {},
          sends: {
            method: 'GET',
            path: '/tasks/v1/lists/%40default/tasks',
            query: { showCompleted: 'false', showHidden: 'false' },
          },
          reply: { body: { kind: 'tasks#tasks', etag: '"LTM2"', items: [exampleTask] } },
          gives: [exampleTask],
        },
      ],
    }),
    'update-task': defineAction({
      title: 'Change a task',
      summary: 'Changes what is filled in here; all else stays.',
      group: 'Tasks',
      kind: 'write',
      scopes,
      input: z.object({ list, task, title: optionalText.meta(hint({ title: 'Title' })), notes, due }),
      request: (input) => ({
        method: 'PATCH',
        path: path`/tasks/v1/lists/${input.list}/tasks/${input.task}`,
        body: {
          json: { title: input.title || undefined, notes: input.notes || undefined, due: dueOf(input.due) },
        },
      }),
      examples: [
        {
          input: { task: 'dGFzazE', title: 'Write the report' },
          sends: {
            method: 'PATCH',
            path: '/tasks/v1/lists/%40default/tasks/dGFzazE',
            body: { title: 'Write the report' },
          },
          reply: { body: exampleTask },
          gives: exampleTask,
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
          .enum(['completed', 'needsAction'])
          .default('completed')
          .meta(hint({ title: 'It is', choices: { completed: 'Done', needsAction: 'Open again' } })),
      }),
      request: (input) => ({
        method: 'PATCH',
        path: path`/tasks/v1/lists/${input.list}/tasks/${input.task}`,
        body: { json: { status: input.status } },
      }),
      examples: [
        {
          input: { task: 'dGFzazE' },
          sends: {
            method: 'PATCH',
            path: '/tasks/v1/lists/%40default/tasks/dGFzazE',
            body: { status: 'completed' },
          },
          reply: { body: { ...exampleTask, status: 'completed', completed: '2026-01-02T03:04:05.000Z' } },
          gives: { ...exampleTask, status: 'completed', completed: '2026-01-02T03:04:05.000Z' },
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
      request: (input) => ({ method: 'DELETE', path: path`/tasks/v1/lists/${input.list}/tasks/${input.task}` }),
      answer: (_body, { input }) => ({ deleted: input.task }),
      examples: [
        {
          input: { task: 'dGFzazE' },
          sends: { method: 'DELETE', path: '/tasks/v1/lists/%40default/tasks/dGFzazE' },
          reply: { status: 204, body: null },
          gives: { deleted: 'dGFzazE' },
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
      request: () => ({ method: 'GET', path: '/tasks/v1/users/@me/lists' }),
      pages: { items: googleList('items'), size: { name: 'maxResults', most: 1000 }, next: googleNextPage },
      examples: [
        {
          input: {},
          sends: { method: 'GET', path: '/tasks/v1/users/@me/lists' },
          reply: {
            body: {
              kind: 'tasks#taskLists',
              etag: '"LTM3"',
              items: [
                { kind: 'tasks#taskList', id: 'bGlzdDE', title: 'My tasks', updated: '2026-01-02T03:00:00.000Z' },
              ],
            },
          },
          gives: [{ kind: 'tasks#taskList', id: 'bGlzdDE', title: 'My tasks', updated: '2026-01-02T03:00:00.000Z' }],
        },
      ],
    }),
    'create-task-list': defineAction({
      title: 'Create a list',
      summary: 'Makes a new list for tasks.',
      group: 'Lists',
      kind: 'write',
      scopes,
      input: z.object({ title: textParam({ required: true }).meta(hint({ title: 'Title' })) }),
      request: ({ title }) => ({ method: 'POST', path: '/tasks/v1/users/@me/lists', body: { json: { title } } }),
      examples: [
        {
          input: { title: 'Errands' },
          sends: { method: 'POST', path: '/tasks/v1/users/@me/lists', body: { title: 'Errands' } },
          reply: {
            body: { kind: 'tasks#taskList', id: 'bGlzdDI', title: 'Errands', updated: '2026-01-02T03:04:05.000Z' },
          },
          gives: { kind: 'tasks#taskList', id: 'bGlzdDI', title: 'Errands', updated: '2026-01-02T03:04:05.000Z' },
        },
      ],
    }),
  },
  triggers: {
    'changed-task': defineTrigger({
      title: 'New, changed or completed task',
      summary: 'Begins a run for each task of a list that is made or changed, or for those that are completed.',
      group: 'Tasks',
      scopes,
      input: z.object({
        list,
        which: z
          .enum(['changed', 'completed'])
          .default('changed')
          .meta(hint({ title: 'Which', choices: { changed: 'New and changed ones', completed: 'Completed ones' } })),
      }),
      poll: {
        request: (input, { cursor, nowMs }) => ({
          method: 'GET',
          path: path`/tasks/v1/lists/${input.list}/tasks`,
          query: {
            updatedMin: typeof cursor === 'string' ? cursor : new Date(nowMs - 300_000).toISOString(),
            showCompleted: true,
            showHidden: true,
            maxResults: 100,
          },
        }),
        read: (body, { input, cursor, nowMs }) => {
          const since = typeof cursor === 'string' ? cursor : new Date(nowMs - 300_000).toISOString()
          const tasks = googleList('items')(body).sort((a, b) =>
            textAt(a, 'updated').localeCompare(textAt(b, 'updated')),
          )
          return {
            events: tasks
              .filter((entry) => input.which === 'changed' || textAt(entry, 'status') === 'completed')
              .map((entry) => ({
                id: `${textAt(entry, 'id')}:${textAt(entry, input.which === 'changed' ? 'updated' : 'completed')}`,
                payload: entry,
              })),
            cursor: textAt(tasks.at(-1), 'updated') || since,
          }
        },
        everySeconds: 120,
        examples: [
          {
            input: {},
            cursor: '2026-01-02T02:00:00.000Z',
            sends: {
              method: 'GET',
              path: '/tasks/v1/lists/%40default/tasks',
              query: {
                updatedMin: '2026-01-02T02:00:00.000Z',
                showCompleted: 'true',
                showHidden: 'true',
                maxResults: '100',
              },
            },
            reply: { body: { kind: 'tasks#tasks', etag: '"LTM2"', items: [exampleTask] } },
            events: [{ id: 'dGFzazE:2026-01-02T03:00:00.000Z', payload: exampleTask }],
            next: '2026-01-02T03:00:00.000Z',
          },
        ],
      },
      sample: exampleTask,
    }),
  },
})

function dueOf(day: string | undefined): string | undefined {
  return day ? new Date(day).toISOString() : undefined
}
