import { z } from 'zod'
import { hint, textParam, valueParam } from '../../../shared/catalog/param.ts'
import { isJsonObject, type Json } from '../../../shared/json.ts'
import { fileRefOf } from '../../../shared/run/file-ref.ts'
import {
  type ActionReply,
  type Complaint,
  defineAction,
  defineIntegration,
  defineTrigger,
  path,
} from './define-integration.ts'

const folderId = textParam()
  .default('0')
  .meta(hint({ title: 'Folder', description: 'Its id, the number in its address; 0 is “All files”.' }))
const fileId = textParam({ required: true }).meta(
  hint({ title: 'File', description: 'Its id, the number in its address.' }),
)
const fields = 'type,id,name,size,modified_at,parent'

const item = {
  ...{ type: 'file', id: '12345', name: 'Contract.pdf', size: 629644, modified_at: '2026-01-02T03:04:05-08:00' },
  parent: { type: 'folder', id: '0', sequence_id: null, etag: null, name: 'All Files' },
}
const flat = {
  ...{ kind: 'file', id: '12345', name: 'Contract.pdf', bytes: 629644, modifiedAt: '2026-01-02T03:04:05-08:00' },
  folderId: '0',
}
const pdf = { $file: { name: 'Contract.pdf', mediaType: 'application/pdf', bytes: 629644 } }

export default defineIntegration({
  id: 'box',
  title: 'Box',
  category: 'files',
  brand: 'box',
  summary: 'Find, read, save and share files.',
  keywords: ['files', 'storage', 'folder', 'upload', 'download'],
  docsUrl: 'https://developer.box.com/reference/',
  baseUrl: 'https://api.box.com/2.0',
  // Where downloads are redirected to needs no credential, so it is not among them.
  hosts: ['upload.box.com'],
  signIn: [
    {
      id: 'oauth',
      kind: 'oauth',
      title: 'Sign in in the browser',
      setupUrl: 'https://app.box.com/developers/console',
      setup: [
        'Create a “Custom app” with “User authentication (OAuth 2.0)”.',
        'Under “Configuration”, add this redirect URI: {redirectUrl}',
        'Tick “Write all files and folders stored in Box”, and save.',
        'Copy the client ID and the client secret.',
      ],
      authorizeUrl: 'https://account.box.com/api/oauth2/authorize',
      tokenUrl: 'https://api.box.com/oauth2/token',
      revokeUrl: 'https://api.box.com/oauth2/revoke',
      scopes: [{ scope: 'root_readwrite', title: 'Read and write all files', isDefault: true }],
      pkce: 'none',
      redirect: { to: 'loopback' },
      secret: 'required',
      refresh: 'rotates',
    },
    {
      id: 'token',
      kind: 'secret',
      title: 'Developer token',
      summary: 'To try it: it ends after an hour.',
      setupUrl: 'https://app.box.com/developers/console',
      setup: ['Open your app, then “Configuration” › “Generate developer token”.'],
      secrets: [{ name: 'token', title: 'Developer token' }],
      place: { headers: { authorization: 'Bearer {token}' } },
    },
  ],
  limits: { windows: [{ requests: 1000, seconds: 60 }], note: '1,000 requests a minute for a user; 240 uploads.' },
  complaint,
  test: {
    request: () => ({ method: 'GET', path: '/users/me' }),
    account: (body) => (isJsonObject(body) ? String(body.login ?? '') : ''),
    example: {
      sends: { method: 'GET', path: '/users/me' },
      reply: { body: { type: 'user', id: '11446498', name: 'Aaron Levie', login: 'ceo@example.com' } },
      account: 'ceo@example.com',
    },
  },
  actions: {
    'list-folder': defineAction({
      title: 'List a folder',
      summary: 'Lists the files and folders in a folder.',
      group: 'Files',
      kind: 'read',
      input: z.object({ folderId }),
      request: ({ folderId }) => ({
        method: 'GET',
        path: path`/folders/${folderId}/items`,
        query: { fields, usemarker: true },
      }),
      pages: {
        items: 'entries',
        size: { name: 'limit', most: 1000 },
        next: { cursor: 'next_marker', name: 'marker' },
        each: flatten,
      },
      examples: [
        {
          input: {},
          sends: { method: 'GET', path: '/folders/0/items', query: { fields, usemarker: 'true' } },
          reply: { body: { entries: [item], limit: 100, next_marker: '' } },
          gives: [flat],
        },
      ],
    }),
    download: defineAction({
      title: 'Read a file',
      summary: 'Gives a file.',
      group: 'Files',
      kind: 'read',
      input: z.object({ fileId }),
      request: ({ fileId }) => ({ method: 'GET', path: path`/files/${fileId}/content`, reads: 'file' }),
      examples: [
        {
          input: { fileId: '12345' },
          sends: { method: 'GET', path: '/files/12345/content' },
          reply: { headers: { 'content-type': 'application/octet-stream' }, body: pdf },
          gives: pdf,
        },
      ],
    }),
    upload: defineAction({
      title: 'Save a file',
      summary: 'Saves a file of up to 50 MB in a folder.',
      group: 'Files',
      kind: 'write',
      input: z.object({
        file: valueParam()
          .refine((value) => fileRefOf(value) !== null, 'must be a file that a node before gives')
          .meta(hint({ title: 'File', control: 'file' })),
        name: textParam()
          .optional()
          .meta(hint({ title: 'Name', description: 'Empty: its own.' })),
        folderId,
      }),
      request: ({ file, name, folderId }) => {
        const saved = fileRefOf(file)
        const fileName = name || saved?.name || 'file'
        return {
          method: 'POST',
          path: 'https://upload.box.com/api/2.0/files/content',
          query: { fields },
          body: {
            // Box wants the attributes before the file.
            parts: [
              { name: 'attributes', text: JSON.stringify({ name: fileName, parent: { id: folderId } }) },
              ...(saved ? [{ name: 'file', file: saved, fileName }] : []),
            ],
          },
        }
      },
      reply: z.looseObject({ entries: z.array(z.looseObject({ id: z.string() })).min(1) }),
      answer: ({ entries }) => flatten((entries[0] ?? null) as Json), // came as JSON
      examples: [
        {
          input: { file: pdf },
          sends: {
            method: 'POST',
            path: 'https://upload.box.com/api/2.0/files/content',
            query: { fields },
            body: { attributes: '{"name":"Contract.pdf","parent":{"id":"0"}}', file: 'Contract.pdf' },
          },
          reply: { status: 201, body: { total_count: 1, entries: [item] } },
          gives: flat,
        },
      ],
    }),
    search: defineAction({
      title: 'Search files',
      summary: 'Finds files and folders by name, description and content.',
      group: 'Files',
      kind: 'read',
      input: z.object({
        query: textParam({ required: true }).meta(hint({ title: 'Search for' })),
        kind: z
          .enum(['any', 'file', 'folder'])
          .default('any')
          .meta(hint({ title: 'Find', choices: { any: 'Files and folders', file: 'Files', folder: 'Folders' } })),
      }),
      request: ({ query, kind }) => ({
        method: 'GET',
        path: '/search',
        query: { query, fields, type: kind === 'any' ? null : kind },
      }),
      pages: { items: 'entries', size: { name: 'limit', most: 200 }, next: { offset: 'offset' }, each: flatten },
      examples: [
        {
          input: { query: 'sales', kind: 'file' },
          sends: { method: 'GET', path: '/search', query: { query: 'sales', fields, type: 'file' } },
          reply: { body: { total_count: 1, limit: 30, offset: 0, type: 'search_results_items', entries: [item] } },
          gives: [flat],
        },
      ],
    }),
    'create-folder': defineAction({
      title: 'Create a folder',
      summary: 'Creates a folder in another.',
      group: 'Folders',
      kind: 'write',
      input: z.object({
        name: textParam({ required: true }).meta(hint({ title: 'Name' })),
        folderId: folderId.meta(hint({ title: 'Inside', description: 'The id of a folder; 0 is “All files”.' })),
      }),
      request: ({ name, folderId }) => ({
        method: 'POST',
        path: '/folders',
        query: { fields },
        body: { json: { name, parent: { id: folderId } } },
      }),
      reply: z.looseObject({ id: z.string() }),
      answer: (folder) => flatten(folder as Json), // came as JSON
      examples: [
        {
          input: { name: 'Reports' },
          sends: {
            method: 'POST',
            path: '/folders',
            query: { fields },
            body: { name: 'Reports', parent: { id: '0' } },
          },
          reply: {
            status: 201,
            body: {
              ...{ type: 'folder', id: '678', name: 'Reports', size: 0, modified_at: '2026-01-02T03:04:05-08:00' },
              parent: item.parent,
            },
          },
          gives: {
            ...{ kind: 'folder', id: '678', name: 'Reports', bytes: 0, modifiedAt: '2026-01-02T03:04:05-08:00' },
            folderId: '0',
          },
        },
      ],
    }),
    move: defineAction({
      title: 'Move or rename a file',
      summary: 'Moves a file to another folder, or gives it another name.',
      group: 'Files',
      kind: 'write',
      input: z.object({
        fileId,
        name: textParam()
          .optional()
          .meta(hint({ title: 'New name' })),
        toFolderId: textParam()
          .optional()
          .meta(hint({ title: 'Into the folder', description: 'Its id.' })),
      }),
      request: ({ fileId, name, toFolderId }) => ({
        method: 'PUT',
        path: path`/files/${fileId}`,
        query: { fields },
        body: { json: { name: name || undefined, parent: toFolderId ? { id: toFolderId } : undefined } },
      }),
      reply: z.looseObject({ id: z.string() }),
      answer: (file) => flatten(file as Json), // came as JSON
      examples: [
        {
          input: { fileId: '12345', name: 'Contract.pdf' },
          sends: { method: 'PUT', path: '/files/12345', query: { fields }, body: { name: 'Contract.pdf' } },
          reply: { body: item },
          gives: flat,
        },
      ],
    }),
    delete: defineAction({
      title: 'Delete a file',
      summary: 'Moves a file to the trash.',
      group: 'Files',
      kind: 'delete',
      input: z.object({ fileId }),
      request: ({ fileId }) => ({ method: 'DELETE', path: path`/files/${fileId}` }),
      answer: (_, { input }) => ({ deleted: input.fileId }),
      examples: [
        {
          input: { fileId: '12345' },
          sends: { method: 'DELETE', path: '/files/12345' },
          reply: { status: 204, body: null },
          gives: { deleted: '12345' },
        },
      ],
    }),
    share: defineAction({
      title: 'Share a file',
      summary: 'Makes a link to a file.',
      group: 'Sharing',
      kind: 'send',
      input: z.object({
        fileId,
        access: z
          .enum(['open', 'company', 'collaborators'])
          .default('company')
          .meta(
            hint({
              title: 'For',
              choices: { open: 'Everybody with the link', company: 'The company', collaborators: 'Those invited' },
            }),
          ),
      }),
      request: ({ fileId, access }) => ({
        method: 'PUT',
        path: path`/files/${fileId}`,
        query: { fields: 'shared_link' },
        body: { json: { shared_link: { access } } },
      }),
      reply: z.looseObject({ shared_link: z.looseObject({ url: z.string() }) }),
      answer: ({ shared_link }) => ({ url: shared_link.url }),
      examples: [
        {
          input: { fileId: '12345' },
          sends: {
            method: 'PUT',
            path: '/files/12345',
            query: { fields: 'shared_link' },
            body: { shared_link: { access: 'company' } },
          },
          reply: {
            body: {
              ...{ type: 'file', id: '12345' },
              shared_link: {
                ...{
                  url: 'https://www.box.com/s/vspke7y05sb214wjokpk',
                  is_password_enabled: false,
                  accessed: 'company',
                },
                ...{
                  effective_access: 'company',
                  effective_permission: 'can_download',
                  download_count: 3,
                  preview_count: 3,
                },
              },
            },
          },
          gives: { url: 'https://www.box.com/s/vspke7y05sb214wjokpk' },
        },
      ],
    }),
  },
  triggers: {
    'new-upload': defineTrigger({
      title: 'When a file is uploaded',
      summary: 'Begins a run for each file that is uploaded where you can see it.',
      group: 'Files',
      input: z.object({}),
      poll: {
        everySeconds: 60,
        request: (_, { cursor }) => ({
          method: 'GET',
          path: '/events',
          query: { stream_type: 'changes', stream_position: typeof cursor === 'string' ? cursor : 'now', limit: 500 },
        }),
        read: (body) => {
          const { entries, next_stream_position: position } = isJsonObject(body) ? body : {}
          const uploads = (Array.isArray(entries) ? entries : [])
            .filter(isJsonObject)
            .filter((event) => event.event_type === 'ITEM_UPLOAD')
          return {
            events: uploads.map((event) => ({ id: String(event.event_id), payload: flatten(event.source ?? null) })),
            // It comes as a number, too, and is sent back as it came.
            cursor: position === undefined || position === null ? null : String(position),
          }
        },
        examples: [
          {
            ...{ input: {}, cursor: '1348790499819' },
            sends: {
              method: 'GET',
              path: '/events',
              query: { stream_type: 'changes', stream_position: '1348790499819', limit: '500' },
            },
            reply: {
              body: {
                ...{ chunk_size: 1, next_stream_position: '1348790499820' },
                entries: [
                  {
                    ...{
                      type: 'event',
                      event_id: 'f82c3ba03e41f7e8a7608363cc6c0390183c3f83',
                      event_type: 'ITEM_UPLOAD',
                    },
                    ...{ created_at: '2026-01-02T03:04:05-08:00', source: item },
                  },
                ],
              },
            },
            events: [{ id: 'f82c3ba03e41f7e8a7608363cc6c0390183c3f83', payload: flat }],
            next: '1348790499820',
          },
        ],
      },
      sample: flat,
    }),
  },
})

function flatten(item: Json): Json {
  if (!isJsonObject(item)) return item
  return {
    ...{ kind: item.type ?? null, id: item.id ?? null, name: item.name ?? null, bytes: item.size ?? null },
    ...{ modifiedAt: item.modified_at ?? null, folderId: isJsonObject(item.parent) ? (item.parent.id ?? null) : null },
  }
}

function complaint({ status, body }: ActionReply): Complaint | null {
  if (status === 401) return { message: 'the access has ended or was taken back', isSignIn: true }
  if (status < 400 || !isJsonObject(body) || typeof body.message !== 'string') return null
  const code = typeof body.code === 'string' ? { code: body.code } : {}
  return { message: body.message.replace(/\.$/, ''), ...code }
}
