import { z } from 'zod'
import { fileParam, hint, textParam } from '../../../shared/catalog/param.ts'
import { isJsonObject, type Json, type JsonObject } from '../../../shared/json.ts'
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
  objectAt,
  odataText,
  textAt,
} from './define-microsoft.ts'
import { driveItemParam, driveItemPath } from './define-onedrive.ts'

const readScopes = ['Files.Read']
const writeScopes = ['Files.ReadWrite']

const item = driveItemParam('File or folder')
const folder = textParam()
  .default('/')
  .meta(hint({ title: 'Folder', description: 'Its path or id.', placeholder: '/Reports' }))

const exampleItem: JsonObject = {
  id: '01NKDM7HMOJTVYMDOSXFDK2QJDXCDI3WUK',
  name: 'january.pdf',
  size: 20480,
  createdDateTime: '2026-01-01T10:00:00Z',
  lastModifiedDateTime: '2026-01-02T03:00:00Z',
  webUrl: 'https://contoso-my.sharepoint.com/personal/megan/Documents/Reports/january.pdf',
  file: { mimeType: 'application/pdf' },
  parentReference: { driveId: 'b!t18F8', id: '01NKDM7HN6Y2GOVW7725BZO354PWSELRRZ', path: '/drive/root:/Reports' },
  createdBy: { user: { displayName: 'Megan Bowen', id: '48d31887' } },
}
const flatExample: JsonObject = {
  id: '01NKDM7HMOJTVYMDOSXFDK2QJDXCDI3WUK',
  name: 'january.pdf',
  path: '/Reports/january.pdf',
  isFolder: false,
  mediaType: 'application/pdf',
  bytes: 20480,
  created: '2026-01-01T10:00:00Z',
  updated: '2026-01-02T03:00:00Z',
  link: 'https://contoso-my.sharepoint.com/personal/megan/Documents/Reports/january.pdf',
}
const folderItem: JsonObject = {
  id: '01NKDM7HN6Y2GOVW7725BZO354PWSELRRZ',
  name: 'Reports',
  size: 0,
  createdDateTime: '2026-01-01T09:00:00Z',
  lastModifiedDateTime: '2026-01-01T09:00:00Z',
  webUrl: 'https://contoso-my.sharepoint.com/personal/megan/Documents/Reports',
  folder: { childCount: 0 },
  parentReference: { driveId: 'b!t18F8', id: '01NKDM7HN6', path: '/drive/root:' },
}
const deltaLink = `${graphUrl}/me/drive/root/delta?token=1230919asd190410jlka`

export default defineIntegration({
  id: 'onedrive',
  title: 'OneDrive',
  category: 'files',
  brand: null,
  summary: 'List, find, upload, download and share files.',
  keywords: ['microsoft', 'files', 'storage', 'office'],
  docsUrl: 'https://learn.microsoft.com/graph/api/resources/onedrive',
  baseUrl: graphUrl,
  fields: microsoftFields,
  signIn: microsoftSignIn({
    'Files.Read': { title: 'See and download your files', isDefault: true },
    'Files.ReadWrite': { title: 'Upload, change, share and delete your files', isDefault: true },
  }),
  limits: graphLimits,
  complaint: microsoftComplaint,
  test: microsoftTest,
  actions: {
    'list-files': defineAction({
      title: 'List a folder',
      summary: 'Lists the files and folders in a folder.',
      group: 'Files',
      kind: 'read',
      scopes: readScopes,
      input: z.object({ folder }),
      request: (input) => ({ method: 'GET', path: driveItemPath(input.folder, '/children') }),
      pages: graphPages(200, flatItem),
      examples: [
        {
          input: { folder: '/Reports' },
          sends: { method: 'GET', path: '/me/drive/root:/Reports:/children' },
          reply: { body: { value: [exampleItem] } },
          gives: [flatExample],
        },
        {
          title: 'The top folder',
          input: {},
          sends: { method: 'GET', path: '/me/drive/root/children' },
          reply: { body: { value: [] } },
          gives: [],
        },
      ],
    }),
    'search-files': defineAction({
      title: 'Search files',
      summary: 'Finds files and folders by words in their name or text.',
      group: 'Files',
      kind: 'read',
      scopes: readScopes,
      input: z.object({ text: textParam({ required: true }).meta(hint({ title: 'Words', placeholder: 'invoice' })) }),
      request: ({ text }) => ({
        method: 'GET',
        path: `/me/drive/root/search(q='${encodeURIComponent(odataText(text))}')`,
      }),
      pages: graphPages(200, flatItem),
      examples: [
        {
          input: { text: "Ada's report" },
          sends: { method: 'GET', path: "/me/drive/root/search(q='Ada''s%20report')" },
          reply: { body: { value: [exampleItem] } },
          gives: [flatExample],
        },
      ],
    }),
    'get-item': defineAction({
      title: 'Get what is known of a file',
      summary: 'Gives the name, size, times and address of a file or folder.',
      group: 'Files',
      kind: 'read',
      scopes: readScopes,
      input: z.object({ item }),
      request: (input) => ({ method: 'GET', path: driveItemPath(input.item) }),
      answer: flatItem,
      examples: [
        {
          input: { item: '01NKDM7HMOJTVYMDOSXFDK2QJDXCDI3WUK' },
          sends: { method: 'GET', path: '/me/drive/items/01NKDM7HMOJTVYMDOSXFDK2QJDXCDI3WUK' },
          reply: { body: exampleItem },
          gives: flatExample,
        },
      ],
    }),
    'download-file': defineAction({
      title: 'Download a file',
      summary: 'Gives the file itself, or a PDF of an Office document.',
      group: 'Files',
      kind: 'read',
      scopes: readScopes,
      input: z.object({
        item: driveItemParam('File'),
        as: z
          .enum(['itself', 'pdf'])
          .default('itself')
          .meta(hint({ title: 'As', choices: { itself: 'It is', pdf: 'PDF' }, advanced: true })),
      }),
      request: (input) => ({
        method: 'GET',
        path: driveItemPath(input.item, '/content'),
        query: { format: input.as === 'pdf' ? 'pdf' : undefined },
        reads: 'file',
      }),
      examples: [
        {
          input: { item: '/Reports/january.pdf' },
          sends: { method: 'GET', path: '/me/drive/root:/Reports/january.pdf:/content' },
          reply: {
            headers: { 'content-type': 'application/pdf' },
            body: { $file: { name: 'january.pdf', mediaType: 'application/pdf', bytes: 20480 } },
          },
          gives: { $file: { name: 'january.pdf', mediaType: 'application/pdf', bytes: 20480 } },
        },
      ],
    }),
    'upload-file': defineAction({
      title: 'Upload a file',
      summary: 'Puts a file of up to 250 MB into a folder.',
      group: 'Files',
      kind: 'write',
      scopes: writeScopes,
      input: z.object({
        file: fileParam().meta(hint({ title: 'File', description: 'As a node before gives it.', control: 'file' })),
        folder,
        name: textParam()
          .optional()
          .meta(hint({ title: 'Name', description: 'Its own unless another is given.' })),
        conflict: z
          .enum(['replace', 'rename', 'fail'])
          .default('replace')
          .meta(
            hint({
              title: 'Where one of this name is there',
              choices: { replace: 'Replace it', rename: 'Take another name', fail: 'Fail' },
            }),
          ),
      }),
      request: (input) => ({
        method: 'PUT',
        path: childPath(input.folder, input.name || input.file.name, '/content'),
        query: { '@microsoft.graph.conflictBehavior': input.conflict },
        body: { file: input.file },
      }),
      answer: flatItem,
      examples: [
        {
          input: {
            file: { $file: { name: 'january.pdf', mediaType: 'application/pdf', bytes: 20480 } },
            folder: '/Reports',
          },
          sends: {
            method: 'PUT',
            path: '/me/drive/root:/Reports/january.pdf:/content',
            query: { '@microsoft.graph.conflictBehavior': 'replace' },
            body: 'january.pdf',
          },
          reply: { status: 201, body: exampleItem },
          gives: flatExample,
        },
      ],
    }),
    'create-folder': defineAction({
      title: 'Create a folder',
      summary: 'Makes a folder.',
      group: 'Folders',
      kind: 'write',
      scopes: writeScopes,
      input: z.object({
        name: textParam({ required: true }).meta(hint({ title: 'Name' })),
        folder: folder.meta(hint({ title: 'Inside the folder', description: 'Its path or id.', placeholder: '/' })),
      }),
      request: (input) => ({
        method: 'POST',
        path: driveItemPath(input.folder, '/children'),
        body: { json: { name: input.name, folder: {} } },
      }),
      answer: flatItem,
      examples: [
        {
          input: { name: 'Reports' },
          sends: { method: 'POST', path: '/me/drive/root/children', body: { name: 'Reports', folder: {} } },
          reply: { status: 201, body: folderItem },
          gives: {
            id: '01NKDM7HN6Y2GOVW7725BZO354PWSELRRZ',
            name: 'Reports',
            path: '/Reports',
            isFolder: true,
            mediaType: '',
            bytes: 0,
            created: '2026-01-01T09:00:00Z',
            updated: '2026-01-01T09:00:00Z',
            link: 'https://contoso-my.sharepoint.com/personal/megan/Documents/Reports',
          },
        },
      ],
    }),
    'move-item': defineAction({
      title: 'Move or rename a file',
      summary: 'Moves a file or folder into another folder, gives it another name, or both.',
      group: 'Files',
      kind: 'write',
      scopes: writeScopes,
      input: z.object({
        item,
        to: textParam()
          .optional()
          .meta(hint({ title: 'Into the folder', description: 'Its id. Empty: it stays.' })),
        name: textParam()
          .optional()
          .meta(hint({ title: 'New name', description: 'Empty: it keeps its own.' })),
      }),
      request: (input) => ({
        method: 'PATCH',
        path: driveItemPath(input.item),
        body: { json: { name: input.name || undefined, parentReference: input.to ? { id: input.to } : undefined } },
      }),
      answer: flatItem,
      examples: [
        {
          input: { item: '/january.pdf', to: '01NKDM7HN6Y2GOVW7725BZO354PWSELRRZ' },
          sends: {
            method: 'PATCH',
            path: '/me/drive/root:/january.pdf:',
            body: { parentReference: { id: '01NKDM7HN6Y2GOVW7725BZO354PWSELRRZ' } },
          },
          reply: { body: exampleItem },
          gives: flatExample,
        },
      ],
    }),
    'delete-item': defineAction({
      title: 'Delete a file',
      summary: 'Moves a file or folder to the recycle bin.',
      group: 'Files',
      kind: 'delete',
      scopes: writeScopes,
      input: z.object({ item }),
      request: (input) => ({ method: 'DELETE', path: driveItemPath(input.item) }),
      answer: (_body, { input }) => ({ deleted: input.item }),
      examples: [
        {
          input: { item: '/Reports/january.pdf' },
          sends: { method: 'DELETE', path: '/me/drive/root:/Reports/january.pdf:' },
          reply: { status: 204, body: null },
          gives: { deleted: '/Reports/january.pdf' },
        },
      ],
    }),
    'share-item': defineAction({
      title: 'Make a link',
      summary: 'Makes a link by which others see or change a file or folder.',
      group: 'Sharing',
      kind: 'send',
      scopes: writeScopes,
      input: z.object({
        item,
        type: z
          .enum(['view', 'edit'])
          .default('view')
          .meta(hint({ title: 'Who has it may', choices: { view: 'See it', edit: 'Change it' } })),
        scope: z
          .enum(['anonymous', 'organization'])
          .default('anonymous')
          .meta(
            hint({ title: 'For', choices: { anonymous: 'Everybody', organization: 'People of your organization' } }),
          ),
      }),
      request: (input) => ({
        method: 'POST',
        path: driveItemPath(input.item, '/createLink'),
        body: { json: { type: input.type, scope: input.scope } },
      }),
      reply: z.looseObject({ id: z.string(), link: z.looseObject({ webUrl: z.string() }) }),
      answer: ({ id, link }) => ({ permission: id, link: link.webUrl }),
      examples: [
        {
          input: { item: '/Reports/january.pdf' },
          sends: {
            method: 'POST',
            path: '/me/drive/root:/Reports/january.pdf:/createLink',
            body: { type: 'view', scope: 'anonymous' },
          },
          reply: {
            status: 201,
            body: {
              id: '123ABC',
              roles: ['read'],
              link: { type: 'view', scope: 'anonymous', webUrl: 'https://1drv.ms/A6913278E564460AA616C71B28AD6EB6' },
            },
          },
          gives: { permission: '123ABC', link: 'https://1drv.ms/A6913278E564460AA616C71B28AD6EB6' },
        },
      ],
    }),
  },
  triggers: {
    'changed-file': defineTrigger({
      title: 'New or changed file',
      summary: 'Begins a run for each file that is added or changed.',
      group: 'Files',
      scopes: readScopes,
      input: z.object({
        folder: textParam()
          .default('/')
          .meta(
            hint({
              title: 'In the folder',
              description: 'Its path, with all folders inside it.',
              placeholder: '/Reports',
            }),
          ),
        onlyNew: z
          .boolean()
          .default(false)
          .meta(hint({ title: 'Only new files', description: 'Each file begins a run once.' })),
      }),
      poll: {
        // The first look asks only for where to go on from.
        request: (_input, { cursor }) =>
          typeof cursor === 'string'
            ? { method: 'GET', path: cursor }
            : { method: 'GET', path: '/me/drive/root/delta', query: { token: 'latest' } },
        read: (body, { input, cursor, nowMs }) => {
          const files = graphList(body)
            .filter(isJsonObject)
            .filter(({ file, deleted }) => file !== undefined && deleted === undefined)
            .filter((changed) => isInside(changed, input.folder))
            .filter((changed) => !input.onlyNew || nowMs - Date.parse(textAt(changed, 'createdDateTime')) < 86_400_000)
          return {
            events: files.map((changed) => ({
              id: input.onlyNew
                ? textAt(changed, 'id')
                : `${textAt(changed, 'id')}:${textAt(changed, 'lastModifiedDateTime')}`,
              payload: flatItem(changed),
            })),
            cursor: textAt(body, '@odata.nextLink') || textAt(body, '@odata.deltaLink') || cursor,
          }
        },
        everySeconds: 60,
        examples: [
          {
            input: {},
            cursor: null,
            sends: { method: 'GET', path: '/me/drive/root/delta', query: { token: 'latest' } },
            reply: { body: { value: [], '@odata.deltaLink': deltaLink } },
            events: [],
            next: deltaLink,
          },
          {
            input: { folder: '/Reports' },
            cursor: deltaLink,
            sends: { method: 'GET', path: deltaLink },
            reply: { body: { value: [folderItem, exampleItem], '@odata.deltaLink': deltaLink } },
            events: [{ id: '01NKDM7HMOJTVYMDOSXFDK2QJDXCDI3WUK:2026-01-02T03:00:00Z', payload: flatExample }],
            next: deltaLink,
          },
        ],
      },
      sample: flatExample,
    }),
  },
})

/** A new file in a folder, which is named by its path or id. */
function childPath(parent: string, name: string, suffix: string): string {
  const address = driveItemPath(parent).replace(/:$/, '')
  return `${address}${address.includes('root:') ? '' : ':'}${path`/${name}`}:${suffix}`
}

/** Where a file lies, from the top of the drive; Graph puts the drive in front, escaped. */
function folderOf(found: JsonObject): string {
  const [, escaped = ''] = /^\/drives?\/(?:[^/]+\/)?root:(.*)$/.exec(textAt(found.parentReference, 'path')) ?? []
  try {
    return decodeURIComponent(escaped)
  } catch {
    return escaped
  }
}

function isInside(found: JsonObject, folder: string): boolean {
  const wanted = `/${folder.split('/').filter(Boolean).join('/')}`.toLowerCase()
  return wanted === '/' || `${folderOf(found)}/`.toLowerCase().startsWith(`${wanted}/`)
}

function flatItem(found: Json): Json {
  if (!isJsonObject(found)) return found
  return {
    id: textAt(found, 'id'),
    name: textAt(found, 'name'),
    path: `${folderOf(found)}/${textAt(found, 'name')}`,
    isFolder: isJsonObject(found.folder),
    mediaType: textAt(objectAt(found, 'file'), 'mimeType'),
    bytes: found.size ?? 0,
    created: textAt(found, 'createdDateTime'),
    updated: textAt(found, 'lastModifiedDateTime'),
    link: textAt(found, 'webUrl'),
  }
}
