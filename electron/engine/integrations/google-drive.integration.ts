import { z } from 'zod'
import { fileParam, hint, textParam } from '../../../shared/catalog/param.ts'
import { isJsonObject, type JsonObject } from '../../../shared/json.ts'
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

const readScopes = [googleScope('drive.readonly')]
const writeScopes = [googleScope('drive.file')]

const folderType = 'application/vnd.google-apps.folder'
/** What is asked of every file: by itself Drive gives little more than the name. */
const fileFields = 'id,name,mimeType,size,createdTime,modifiedTime,parents,webViewLink,trashed'
/** Without these, Drive knows nothing of shared drives. */
const sharedDrives = { supportsAllDrives: true }

const fileId = textParam({ required: true }).meta(
  hint({
    title: 'File',
    description: 'Its id, or its address in the browser.',
    placeholder: '1dyUEebJaFnWa3Z4n0BFMVAXQ7mfUH11g',
  }),
)
const folder = textParam()
  .optional()
  .meta(hint({ title: 'Folder', description: 'Its id, or its address in the browser. Empty: “My Drive”.' }))

const file = z.looseObject({ id: z.string(), name: z.string() })

const exampleFile: JsonObject = {
  id: '1dyUEebJaFnWa3Z4n0BFMVAXQ7mfUH11g',
  name: 'report.pdf',
  mimeType: 'application/pdf',
  size: '20480',
  createdTime: '2026-01-01T10:00:00.000Z',
  modifiedTime: '2026-01-02T03:00:00.000Z',
  parents: ['0AJkOc1xQz5a9Uk9PVA'],
  webViewLink: 'https://drive.google.com/file/d/1dyUEebJaFnWa3Z4n0BFMVAXQ7mfUH11g/view',
  trashed: false,
}
const exampleFolder: JsonObject = {
  ...exampleFile,
  id: '1folderA',
  name: 'Reports',
  mimeType: folderType,
  webViewLink: 'https://drive.google.com/drive/folders/1folderA',
}
const examplePath = '/drive/v3/files/1dyUEebJaFnWa3Z4n0BFMVAXQ7mfUH11g'

export default defineIntegration({
  id: 'google-drive',
  title: 'Google Drive',
  category: 'files',
  brand: 'googledrive',
  summary: 'Find, upload, download and share files.',
  keywords: ['files', 'storage', 'folder', 'docs'],
  docsUrl: 'https://developers.google.com/workspace/drive/api/reference/rest/v3',
  baseUrl: 'https://www.googleapis.com',
  signIn: [
    googleSignIn({
      apis: ['Google Drive API'],
      scopes: {
        'drive.readonly': { title: 'See and download all your files', isDefault: true },
        'drive.file': { title: 'Create files, and change those created here', isDefault: true },
        drive: { title: 'Change, move, share and delete all your files', isDefault: false },
      },
    }),
    googleServiceAccount({ apis: ['Google Drive API'], what: 'files and folders', scopes: ['drive'] }),
  ],
  limits: {
    windows: [{ requests: 12_000, seconds: 60 }],
    note: '12,000 requests a minute for one person (https://developers.google.com/workspace/drive/api/guides/limits).',
  },
  complaint: googleComplaint,
  test: googleTest,
  actions: {
    'search-files': defineAction({
      title: 'Search files',
      summary: 'Finds files and folders, last changed first.',
      group: 'Files',
      kind: 'read',
      scopes: readScopes,
      input: z.object({
        text: textParam()
          .optional()
          .meta(hint({ title: 'Holds the words', description: 'In its name or in its text.' })),
        folder: folder.meta(hint({ title: 'In the folder', description: 'Its id or address. Empty: anywhere.' })),
        kind: z
          .enum(['any', 'folder', 'document', 'spreadsheet', 'presentation', 'pdf', 'image'])
          .default('any')
          .meta(
            hint({
              title: 'Kind',
              choices: {
                any: 'Any',
                folder: 'Folder',
                document: 'Google document',
                spreadsheet: 'Google spreadsheet',
                presentation: 'Google presentation',
                pdf: 'PDF',
                image: 'Picture',
              },
            }),
          ),
        query: textParam()
          .optional()
          .meta(
            hint({
              title: 'Further condition',
              description: 'In Drive’s own query language.',
              placeholder: "name contains 'invoice' and starred = true",
              advanced: true,
            }),
          ),
      }),
      request: (input) => ({
        method: 'GET',
        path: '/drive/v3/files',
        query: {
          q: queryOf(input),
          // Drive refuses an order for a search in texts.
          orderBy: input.text ? undefined : 'modifiedTime desc',
          fields: `nextPageToken,files(${fileFields})`,
          includeItemsFromAllDrives: true,
          ...sharedDrives,
        },
      }),
      pages: { items: googleList('files'), size: { name: 'pageSize', most: 1000 }, next: googleNextPage },
      examples: [
        {
          input: { text: "Ada's report", kind: 'pdf' },
          sends: {
            method: 'GET',
            path: '/drive/v3/files',
            query: {
              q: "trashed = false and fullText contains 'Ada\\'s report' and mimeType = 'application/pdf'",
              fields: `nextPageToken,files(${fileFields})`,
              includeItemsFromAllDrives: 'true',
              supportsAllDrives: 'true',
            },
          },
          reply: { body: { files: [exampleFile] } },
          gives: [exampleFile],
        },
        {
          title: 'What lies in a folder',
          input: { folder: 'https://drive.google.com/drive/folders/1folderA' },
          sends: {
            method: 'GET',
            path: '/drive/v3/files',
            query: {
              q: "trashed = false and '1folderA' in parents",
              orderBy: 'modifiedTime desc',
              fields: `nextPageToken,files(${fileFields})`,
              includeItemsFromAllDrives: 'true',
              supportsAllDrives: 'true',
            },
          },
          reply: { body: { files: [] } },
          gives: [],
        },
      ],
    }),
    'get-file': defineAction({
      title: 'Get what is known of a file',
      summary: 'Gives the name, type, size, times and address of a file.',
      group: 'Files',
      kind: 'read',
      scopes: readScopes,
      input: z.object({ file: fileId }),
      request: (input) => ({
        method: 'GET',
        path: path`/drive/v3/files/${idOf(input.file)}`,
        query: { fields: fileFields, ...sharedDrives },
      }),
      examples: [
        {
          input: { file: 'https://drive.google.com/file/d/1dyUEebJaFnWa3Z4n0BFMVAXQ7mfUH11g/view?usp=sharing' },
          sends: { method: 'GET', path: examplePath, query: { fields: fileFields, supportsAllDrives: 'true' } },
          reply: { body: exampleFile },
          gives: exampleFile,
        },
      ],
    }),
    'download-file': defineAction({
      title: 'Download a file',
      summary: 'Gives the file itself. Google’s own documents are exported instead.',
      group: 'Files',
      kind: 'read',
      scopes: readScopes,
      input: z.object({ file: fileId }),
      request: (input) => ({
        method: 'GET',
        path: path`/drive/v3/files/${idOf(input.file)}`,
        query: { alt: 'media', ...sharedDrives },
        reads: 'file',
      }),
      examples: [
        {
          input: { file: '1dyUEebJaFnWa3Z4n0BFMVAXQ7mfUH11g' },
          sends: { method: 'GET', path: examplePath, query: { alt: 'media', supportsAllDrives: 'true' } },
          reply: {
            headers: { 'content-type': 'application/pdf' },
            body: { $file: { name: 'report.pdf', mediaType: 'application/pdf', bytes: 20480 } },
          },
          gives: { $file: { name: 'report.pdf', mediaType: 'application/pdf', bytes: 20480 } },
        },
      ],
    }),
    'export-document': defineAction({
      title: 'Export a Google document',
      summary: 'Gives a Google document, spreadsheet or presentation as a file.',
      group: 'Files',
      kind: 'read',
      scopes: readScopes,
      input: z.object({
        file: fileId,
        format: z
          .enum(['pdf', 'docx', 'txt', 'md', 'html', 'xlsx', 'csv', 'pptx'])
          .default('pdf')
          .meta(
            hint({
              title: 'As',
              choices: {
                pdf: 'PDF',
                docx: 'Word',
                txt: 'Text',
                md: 'Markdown',
                html: 'HTML (zipped)',
                xlsx: 'Excel',
                csv: 'CSV (first sheet)',
                pptx: 'PowerPoint',
              },
            }),
          ),
      }),
      request: (input) => ({
        method: 'GET',
        path: path`/drive/v3/files/${idOf(input.file)}/export`,
        query: { mimeType: exportTypes[input.format] },
        reads: 'file',
      }),
      examples: [
        {
          input: { file: '1dyUEebJaFnWa3Z4n0BFMVAXQ7mfUH11g', format: 'md' },
          sends: { method: 'GET', path: `${examplePath}/export`, query: { mimeType: 'text/markdown' } },
          reply: {
            headers: { 'content-type': 'text/markdown' },
            body: { $file: { name: 'Report.md', mediaType: 'text/markdown', bytes: 512 } },
          },
          gives: { $file: { name: 'Report.md', mediaType: 'text/markdown', bytes: 512 } },
        },
      ],
    }),
    'upload-file': defineAction({
      title: 'Upload a file',
      summary: 'Puts a file into a folder.',
      group: 'Files',
      kind: 'write',
      scopes: writeScopes,
      input: z.object({
        file: fileParam().meta(hint({ title: 'File', description: 'As a node before gives it.', control: 'file' })),
        folder,
        name: textParam()
          .optional()
          .meta(hint({ title: 'Name', description: 'Its own unless another is given.' })),
        convert: z
          .boolean()
          .default(false)
          .meta(
            hint({
              title: 'Turn it into a Google document',
              description: 'For Word, Excel, PowerPoint, CSV and text.',
              advanced: true,
            }),
          ),
      }),
      request: (input) => ({
        method: 'POST',
        path: '/upload/drive/v3/files',
        query: { uploadType: 'multipart', fields: fileFields, ...sharedDrives },
        body: {
          subtype: 'related',
          parts: [
            {
              name: 'metadata',
              json: {
                name: input.name || input.file.name,
                ...(input.folder && { parents: [idOf(input.folder)] }),
                ...(input.convert && { mimeType: googleTypeOf(input.file.mediaType) }),
              },
            },
            { name: 'file', file: input.file },
          ],
        },
      }),
      reply: file,
      examples: [
        {
          input: {
            file: { $file: { name: 'report.pdf', mediaType: 'application/pdf', bytes: 20480 } },
            folder: '0AJkOc1xQz5a9Uk9PVA',
          },
          sends: {
            method: 'POST',
            path: '/upload/drive/v3/files',
            query: { uploadType: 'multipart', fields: fileFields, supportsAllDrives: 'true' },
            body: { metadata: { name: 'report.pdf', parents: ['0AJkOc1xQz5a9Uk9PVA'] }, file: 'report.pdf' },
          },
          reply: { body: exampleFile },
          gives: exampleFile,
        },
      ],
    }),
    'replace-file': defineAction({
      title: 'Replace a file’s content',
      summary: 'Uploads a new version of a file; its address stays.',
      group: 'Files',
      kind: 'write',
      scopes: writeScopes,
      input: z.object({
        target: fileId.meta(hint({ title: 'File in Drive', description: 'Its id, or its address in the browser.' })),
        file: fileParam().meta(
          hint({ title: 'New content', description: 'A file, as a node before gives it.', control: 'file' }),
        ),
      }),
      request: (input) => ({
        method: 'PATCH',
        path: path`/upload/drive/v3/files/${idOf(input.target)}`,
        query: { uploadType: 'media', fields: fileFields, ...sharedDrives },
        body: { file: input.file },
      }),
      reply: file,
      examples: [
        {
          input: {
            target: '1dyUEebJaFnWa3Z4n0BFMVAXQ7mfUH11g',
            file: { $file: { name: 'report.pdf', mediaType: 'application/pdf', bytes: 20480 } },
          },
          sends: {
            method: 'PATCH',
            path: `/upload${examplePath}`,
            query: { uploadType: 'media', fields: fileFields, supportsAllDrives: 'true' },
            body: 'report.pdf',
          },
          reply: { body: exampleFile },
          gives: exampleFile,
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
        folder: folder.meta(hint({ title: 'Inside the folder', description: 'Its id or address. Empty: “My Drive”.' })),
      }),
      request: (input) => ({
        method: 'POST',
        path: '/drive/v3/files',
        query: { fields: fileFields, ...sharedDrives },
        body: {
          json: { name: input.name, mimeType: folderType, parents: input.folder ? [idOf(input.folder)] : undefined },
        },
      }),
      reply: file,
      examples: [
        {
          input: { name: 'Reports' },
          sends: {
            method: 'POST',
            path: '/drive/v3/files',
            query: { fields: fileFields, supportsAllDrives: 'true' },
            body: { name: 'Reports', mimeType: folderType },
          },
          reply: { body: exampleFolder },
          gives: exampleFolder,
        },
      ],
    }),
    'move-file': defineAction({
      title: 'Move or rename a file',
      summary:
        'Moves a file into another folder, gives it another name, or both. Files made elsewhere need the permission to change all files.',
      group: 'Files',
      kind: 'write',
      scopes: writeScopes,
      input: z.object({
        file: fileId,
        to: textParam()
          .optional()
          .meta(hint({ title: 'Into the folder', description: 'Its id or address. Empty: it stays.' })),
        from: textParam()
          .optional()
          .meta(hint({ title: 'Out of the folder', description: 'Its id or address, where the file is to leave it.' })),
        name: textParam()
          .optional()
          .meta(hint({ title: 'New name', description: 'Empty: it keeps its own.' })),
      }),
      request: (input) => ({
        method: 'PATCH',
        path: path`/drive/v3/files/${idOf(input.file)}`,
        query: {
          addParents: input.to ? idOf(input.to) : undefined,
          removeParents: input.from ? idOf(input.from) : undefined,
          fields: fileFields,
          ...sharedDrives,
        },
        body: { json: { name: input.name || undefined } },
      }),
      reply: file,
      examples: [
        {
          input: {
            file: '1dyUEebJaFnWa3Z4n0BFMVAXQ7mfUH11g',
            to: '1folderA',
            from: '0AJkOc1xQz5a9Uk9PVA',
            name: 'report.pdf',
          },
          sends: {
            method: 'PATCH',
            path: examplePath,
            query: {
              addParents: '1folderA',
              removeParents: '0AJkOc1xQz5a9Uk9PVA',
              fields: fileFields,
              supportsAllDrives: 'true',
            },
            body: { name: 'report.pdf' },
          },
          reply: { body: { ...exampleFile, parents: ['1folderA'] } },
          gives: { ...exampleFile, parents: ['1folderA'] },
        },
      ],
    }),
    'copy-file': defineAction({
      title: 'Copy a file',
      summary: 'Makes a copy of a file, for example of a template.',
      group: 'Files',
      kind: 'write',
      scopes: [...readScopes, ...writeScopes],
      input: z.object({
        file: fileId,
        name: textParam()
          .optional()
          .meta(hint({ title: 'Name of the copy' })),
        folder,
      }),
      request: (input) => ({
        method: 'POST',
        path: path`/drive/v3/files/${idOf(input.file)}/copy`,
        query: { fields: fileFields, ...sharedDrives },
        body: { json: { name: input.name || undefined, parents: input.folder ? [idOf(input.folder)] : undefined } },
      }),
      reply: file,
      examples: [
        {
          input: { file: '1dyUEebJaFnWa3Z4n0BFMVAXQ7mfUH11g', name: 'report (2).pdf' },
          sends: {
            method: 'POST',
            path: `${examplePath}/copy`,
            query: { fields: fileFields, supportsAllDrives: 'true' },
            body: { name: 'report (2).pdf' },
          },
          reply: { body: { ...exampleFile, id: '1copyB', name: 'report (2).pdf' } },
          gives: { ...exampleFile, id: '1copyB', name: 'report (2).pdf' },
        },
      ],
    }),
    'trash-file': defineAction({
      title: 'Move a file to the trash',
      summary: 'Moves a file to the trash, where Drive keeps it for 30 days.',
      group: 'Files',
      kind: 'delete',
      scopes: writeScopes,
      input: z.object({ file: fileId }),
      request: (input) => ({
        method: 'PATCH',
        path: path`/drive/v3/files/${idOf(input.file)}`,
        query: { fields: fileFields, ...sharedDrives },
        body: { json: { trashed: true } },
      }),
      reply: file,
      examples: [
        {
          input: { file: '1dyUEebJaFnWa3Z4n0BFMVAXQ7mfUH11g' },
          sends: {
            method: 'PATCH',
            path: examplePath,
            query: { fields: fileFields, supportsAllDrives: 'true' },
            body: { trashed: true },
          },
          reply: { body: { ...exampleFile, trashed: true } },
          gives: { ...exampleFile, trashed: true },
        },
      ],
    }),
    'share-file': defineAction({
      title: 'Share a file',
      summary: 'Lets a person, or everybody with the link, see or change a file or folder.',
      group: 'Sharing',
      kind: 'send',
      scopes: writeScopes,
      input: z.object({
        file: fileId,
        email: textParam()
          .optional()
          .meta(
            hint({
              title: 'With',
              description: 'A mail address. Empty: everybody who has the link.',
              placeholder: 'ada@example.com',
            }),
          ),
        role: z
          .enum(['reader', 'commenter', 'writer'])
          .default('reader')
          .meta(hint({ title: 'May', choices: { reader: 'See it', commenter: 'Comment on it', writer: 'Change it' } })),
        notify: z
          .boolean()
          .default(true)
          .meta(hint({ title: 'Tell them by mail' })),
        message: textParam()
          .optional()
          .meta(hint({ title: 'Text of that mail', control: 'long-text', advanced: true })),
      }),
      request: (input) => ({
        method: 'POST',
        path: path`/drive/v3/files/${idOf(input.file)}/permissions`,
        query: {
          ...(input.email && { sendNotificationEmail: input.notify, emailMessage: input.message || undefined }),
          ...sharedDrives,
        },
        body: {
          json: input.email
            ? { type: 'user', role: input.role, emailAddress: input.email }
            : { type: 'anyone', role: input.role },
        },
      }),
      reply: z.looseObject({ id: z.string(), role: z.string() }),
      answer: ({ id, role }) => ({ permission: id, role }),
      examples: [
        {
          input: { file: '1dyUEebJaFnWa3Z4n0BFMVAXQ7mfUH11g', email: 'ada@example.com', role: 'writer' },
          sends: {
            method: 'POST',
            path: `${examplePath}/permissions`,
            query: { sendNotificationEmail: 'true', supportsAllDrives: 'true' },
            body: { type: 'user', role: 'writer', emailAddress: 'ada@example.com' },
          },
          reply: { body: { kind: 'drive#permission', id: '0123', type: 'user', role: 'writer' } },
          gives: { permission: '0123', role: 'writer' },
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
        folder: folder.meta(hint({ title: 'In the folder', description: 'Its id or address. Empty: anywhere.' })),
        onlyNew: z
          .boolean()
          .default(false)
          .meta(hint({ title: 'Only new files', description: 'Each file begins a run once.' })),
      }),
      poll: {
        request: (_input, { cursor }) =>
          typeof cursor === 'string'
            ? {
                method: 'GET',
                path: '/drive/v3/changes',
                query: {
                  pageToken: cursor,
                  pageSize: 1000,
                  includeRemoved: false,
                  includeItemsFromAllDrives: true,
                  fields: `nextPageToken,newStartPageToken,changes(time,fileId,file(${fileFields}))`,
                  ...sharedDrives,
                },
              }
            : { method: 'GET', path: '/drive/v3/changes/startPageToken', query: sharedDrives },
        read: (body, { input, cursor }) => {
          const inFolder = input.folder ? idOf(input.folder) : null
          const files = (isJsonObject(body) ? entriesOf(body, 'changes') : []).flatMap(({ file: changed, time }) =>
            isJsonObject(changed) && !changed.trashed && changed.mimeType !== folderType
              ? [{ changed, time: typeof time === 'string' ? time : '' }]
              : [],
          )
          return {
            events: files
              .filter(
                ({ changed }) =>
                  inFolder === null || (Array.isArray(changed.parents) && changed.parents.includes(inFolder)),
              )
              .filter(({ changed, time }) => !input.onlyNew || isNew(changed, time))
              .map(({ changed }) => ({
                id: input.onlyNew
                  ? textAt(changed, 'id')
                  : `${textAt(changed, 'id')}:${textAt(changed, 'modifiedTime')}`,
                payload: changed,
              })),
            cursor:
              textAt(body, 'nextPageToken') ||
              textAt(body, 'newStartPageToken') ||
              textAt(body, 'startPageToken') ||
              cursor,
          }
        },
        everySeconds: 60,
        examples: [
          {
            input: {},
            cursor: null,
            sends: { method: 'GET', path: '/drive/v3/changes/startPageToken', query: { supportsAllDrives: 'true' } },
            reply: { body: { kind: 'drive#startPageToken', startPageToken: '8245' } },
            events: [],
            next: '8245',
          },
          {
            input: { folder: '0AJkOc1xQz5a9Uk9PVA' },
            cursor: '8245',
            sends: {
              method: 'GET',
              path: '/drive/v3/changes',
              query: {
                pageToken: '8245',
                pageSize: '1000',
                includeRemoved: 'false',
                includeItemsFromAllDrives: 'true',
                fields: `nextPageToken,newStartPageToken,changes(time,fileId,file(${fileFields}))`,
                supportsAllDrives: 'true',
              },
            },
            reply: {
              body: {
                newStartPageToken: '8247',
                changes: [
                  { time: '2026-01-02T03:00:01.000Z', fileId: exampleFile.id ?? null, file: exampleFile },
                  { time: '2026-01-02T03:00:02.000Z', fileId: '1folderA', file: exampleFolder },
                ],
              },
            },
            events: [{ id: `${exampleFile.id}:2026-01-02T03:00:00.000Z`, payload: exampleFile }],
            next: '8247',
          },
        ],
      },
      sample: exampleFile,
    }),
  },
})

const exportTypes = {
  pdf: 'application/pdf',
  docx: 'application/vnd.openxmlformats-officedocument.wordprocessingml.document',
  txt: 'text/plain',
  md: 'text/markdown',
  html: 'application/zip',
  xlsx: 'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet',
  csv: 'text/csv',
  pptx: 'application/vnd.openxmlformats-officedocument.presentationml.presentation',
}

const kindTypes: Record<string, string> = {
  folder: `mimeType = '${folderType}'`,
  document: "mimeType = 'application/vnd.google-apps.document'",
  spreadsheet: "mimeType = 'application/vnd.google-apps.spreadsheet'",
  presentation: "mimeType = 'application/vnd.google-apps.presentation'",
  pdf: "mimeType = 'application/pdf'",
  image: "mimeType contains 'image/'",
}

/** Drive’s query: texts stand in single quotes, in which those and backslashes are escaped. */
function queryOf(input: { text?: string; folder?: string; kind: string; query?: string }): string {
  const quoted = (text: string) => `'${text.replace(/[\\']/g, '\\$&')}'`
  return [
    'trashed = false',
    input.text && `fullText contains ${quoted(input.text)}`,
    input.folder && `${quoted(idOf(input.folder))} in parents`,
    kindTypes[input.kind],
    input.query && `(${input.query})`,
  ]
    .filter(Boolean)
    .join(' and ')
}

/** The id out of the address of a file or folder. */
function idOf(fileOrAddress: string): string {
  return /(?:\/d\/|\/folders\/|[?&]id=)([\w-]+)/.exec(fileOrAddress)?.[1] ?? fileOrAddress.trim()
}

/** Which of Google’s own documents a file becomes. */
function googleTypeOf(mediaType: string): string {
  if (/sheet|excel|csv/.test(mediaType)) return 'application/vnd.google-apps.spreadsheet'
  if (/presentation|powerpoint/.test(mediaType)) return 'application/vnd.google-apps.presentation'
  return 'application/vnd.google-apps.document'
}

/** A change within a day of the file's making; what was told before is not told again. */
function isNew(changed: JsonObject, time: string): boolean {
  return Date.parse(time) - Date.parse(textAt(changed, 'createdTime')) < 24 * 3600 * 1000
}
