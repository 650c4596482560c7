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
} from './define-integration.ts'

const content = 'https://content.dropboxapi.com'
const filePath = (title: string) =>
  textParam({ required: true }).meta(
    hint({ title, description: 'From the top, such as /Reports/may.pdf; or an id.', placeholder: '/Reports/may.pdf' }),
  )
const folder = textParam()
  .default('')
  .meta(hint({ title: 'Folder', description: 'Empty: the top.', placeholder: '/Reports' }))
const autorename = z
  .boolean()
  .default(false)
  .meta(hint({ title: 'Another name where one is taken', advanced: true }))

const metadata = z.looseObject({ metadata: z.looseObject({ name: z.string() }) })
const file = {
  ...{ '.tag': 'file', name: 'may.pdf', path_lower: '/reports/may.pdf', path_display: '/Reports/may.pdf' },
  ...{
    id: 'id:a4ayc_80_OEAAAAAAAAAXw',
    client_modified: '2026-05-12T15:50:38Z',
    server_modified: '2026-05-12T15:50:38Z',
  },
  ...{ rev: 'a1c10ce0dd78', size: 7212, is_downloadable: true },
}
const { '.tag': _tag, ...uploaded } = file
const flat = {
  ...{ kind: 'file', id: 'id:a4ayc_80_OEAAAAAAAAAXw', name: 'may.pdf', path: '/Reports/may.pdf', bytes: 7212 },
  modifiedAt: '2026-05-12T15:50:38Z',
}
const pdf = { $file: { name: 'may.pdf', mediaType: 'application/pdf', bytes: 7212 } }

export default defineIntegration({
  id: 'dropbox',
  title: 'Dropbox',
  category: 'files',
  brand: 'dropbox',
  summary: 'Find, read, save and share files.',
  keywords: ['files', 'storage', 'folder', 'upload', 'download'],
  docsUrl: 'https://www.dropbox.com/developers/documentation/http/documentation',
  baseUrl: 'https://api.dropboxapi.com',
  hosts: ['content.dropboxapi.com', 'notify.dropboxapi.com'],
  signIn: [
    {
      id: 'oauth',
      kind: 'oauth',
      title: 'Sign in in the browser',
      setupUrl: 'https://www.dropbox.com/developers/apps',
      setup: [
        'Create an app with “Scoped access”, for a folder of its own or your full Dropbox.',
        'Under “Permissions”, tick: {scopes}, then submit.',
        'Under “Settings”, add this redirect URI: {redirectUrl}',
        'Copy the app key. The secret is not needed.',
      ],
      authorizeUrl: 'https://www.dropbox.com/oauth2/authorize',
      tokenUrl: 'https://api.dropboxapi.com/oauth2/token',
      scopes: [
        { scope: 'account_info.read', title: 'See whose account it is', isDefault: true },
        { scope: 'files.metadata.read', title: 'List files', isDefault: true },
        { scope: 'files.content.read', title: 'Read files', isDefault: true },
        { scope: 'files.content.write', title: 'Save and delete files', isDefault: true },
        { scope: 'sharing.write', title: 'Share files', isDefault: true },
      ],
      pkce: 'S256',
      redirect: { to: 'loopback', port: 7475 },
      secret: 'none',
      authorizeParams: { token_access_type: 'offline' },
      refresh: 'keeps',
    },
    {
      id: 'token',
      kind: 'secret',
      title: 'Access token',
      summary: 'To try it: it ends after four hours.',
      setupUrl: 'https://www.dropbox.com/developers/apps',
      setup: [
        'Open your app, tick what it may do under “Permissions”, and choose “Generate” under “Generated access token”.',
      ],
      secrets: [{ name: 'token', title: 'Access token', placeholder: 'sl.…' }],
      place: { headers: { authorization: 'Bearer {token}' } },
    },
  ],
  complaint,
  test: {
    request: () => ({ method: 'POST', path: '/2/users/get_current_account' }),
    account: (body) => (isJsonObject(body) ? String(body.email ?? '') : ''),
    example: {
      sends: { method: 'POST', path: '/2/users/get_current_account' },
      reply: {
        body: {
          account_id: 'dbid:AAH4f99T0taONIb-OurWxbNQ6ywGRopQngc',
          name: {
            ...{ given_name: 'Franz', surname: 'Ferdinand', familiar_name: 'Franz' },
            ...{ display_name: 'Franz Ferdinand', abbreviated_name: 'FF' },
          },
          ...{ email: 'franz@dropbox.com', email_verified: true, disabled: false, locale: 'en', is_paired: false },
          ...{ referral_link: 'https://db.tt/ZITNuhtI', account_type: { '.tag': 'basic' }, country: 'US' },
          root_info: { '.tag': 'user', root_namespace_id: '3235641', home_namespace_id: '3235641' },
        },
      },
      account: 'franz@dropbox.com',
    },
  },
  actions: {
    'list-folder': defineAction({
      title: 'List a folder',
      summary: 'Lists the files and folders in a folder.',
      group: 'Files',
      kind: 'read',
      scopes: ['files.metadata.read'],
      input: z.object({
        folder,
        recursive: z
          .boolean()
          .default(false)
          .meta(hint({ title: 'Folders inside it, too' })),
      }),
      request: ({ folder, recursive }) => ({
        method: 'POST',
        path: '/2/files/list_folder',
        body: { json: { path: folder === '/' ? '' : folder, recursive } },
      }),
      pages: {
        items: 'entries',
        each: flatten,
        next: ({ reply: { body } }) =>
          isJsonObject(body) && body.has_more === true
            ? { method: 'POST', path: '/2/files/list_folder/continue', body: { json: { cursor: body.cursor ?? '' } } }
            : null,
      },
      examples: [
        {
          input: { folder: '/Reports' },
          sends: { method: 'POST', path: '/2/files/list_folder', body: { path: '/Reports', recursive: false } },
          reply: {
            body: { entries: [file], cursor: 'ZtkX9_EHj3x7PMkVuFIhwKYXEpwpLwyxp9vMKomUhllil9q7eWiAu', has_more: false },
          },
          gives: [flat],
        },
      ],
    }),
    download: defineAction({
      title: 'Read a file',
      summary: 'Gives a file.',
      group: 'Files',
      kind: 'read',
      scopes: ['files.content.read'],
      input: z.object({ path: filePath('File') }),
      request: ({ path }) => ({
        method: 'POST',
        path: `${content}/2/files/download`,
        headers: { 'dropbox-api-arg': headerJson({ path }) },
        reads: 'file',
      }),
      examples: [
        {
          input: { path: '/Reports/may.pdf' },
          sends: {
            method: 'POST',
            path: 'https://content.dropboxapi.com/2/files/download',
            headers: { 'dropbox-api-arg': '{"path":"/Reports/may.pdf"}' },
          },
          reply: { headers: { 'content-type': 'application/pdf' }, body: pdf },
          gives: pdf,
        },
      ],
    }),
    upload: defineAction({
      title: 'Save a file',
      summary: 'Saves a file of up to 150 MB.',
      group: 'Files',
      kind: 'write',
      scopes: ['files.content.write'],
      input: z.object({
        file: valueParam()
          .refine((value) => fileRefOf(value) !== null, 'must be a file that a node before gives')
          .meta(hint({ title: 'File', control: 'file' })),
        path: filePath('Save as'),
        mode: z
          .enum(['add', 'overwrite'])
          .default('add')
          .meta(
            hint({ title: 'Where one is there', choices: { add: 'Keep both or refuse', overwrite: 'Replace it' } }),
          ),
        autorename,
      }),
      request: ({ file, path, mode, autorename }) => {
        const saved = fileRefOf(file)
        return {
          method: 'POST',
          path: `${content}/2/files/upload`,
          headers: { 'dropbox-api-arg': headerJson({ path, mode, autorename }) },
          ...(saved && { body: { file: saved, mediaType: 'application/octet-stream' } }),
        }
      },
      answer: (body) => flatten(isJsonObject(body) ? { '.tag': 'file', ...body } : body),
      examples: [
        {
          input: { file: pdf, path: '/Reports/may.pdf', mode: 'overwrite' },
          sends: {
            method: 'POST',
            path: 'https://content.dropboxapi.com/2/files/upload',
            headers: { 'dropbox-api-arg': '{"path":"/Reports/may.pdf","mode":"overwrite","autorename":false}' },
            body: 'may.pdf',
          },
          reply: { body: uploaded },
          gives: flat,
        },
      ],
    }),
    search: defineAction({
      title: 'Search files',
      summary: 'Finds files by name and content.',
      group: 'Files',
      kind: 'read',
      scopes: ['files.metadata.read'],
      input: z.object({
        query: textParam({ required: true }).meta(hint({ title: 'Search for' })),
        folder,
        nameOnly: z
          .boolean()
          .default(false)
          .meta(hint({ title: 'In names only' })),
      }),
      request: ({ query, folder, nameOnly }) => ({
        method: 'POST',
        path: '/2/files/search_v2',
        body: { json: { query, options: { path: folder, filename_only: nameOnly } } },
      }),
      pages: {
        items: 'matches',
        each: (match: Json) => {
          const found = isJsonObject(match) && isJsonObject(match.metadata) ? match.metadata.metadata : undefined
          return flatten(found ?? null)
        },
        next: ({ reply: { body } }) =>
          isJsonObject(body) && body.has_more === true
            ? { method: 'POST', path: '/2/files/search/continue_v2', body: { json: { cursor: body.cursor ?? '' } } }
            : null,
      },
      examples: [
        {
          input: { query: 'may' },
          sends: {
            method: 'POST',
            path: '/2/files/search_v2',
            body: { query: 'may', options: { path: '', filename_only: false } },
          },
          reply: { body: { matches: [{ metadata: { '.tag': 'metadata', metadata: file } }], has_more: false } },
          gives: [flat],
        },
      ],
    }),
    'create-folder': defineAction({
      title: 'Create a folder',
      summary: 'Creates a folder.',
      group: 'Files',
      kind: 'write',
      scopes: ['files.content.write'],
      input: z.object({ path: filePath('Folder'), autorename }),
      request: ({ path, autorename }) => ({
        method: 'POST',
        path: '/2/files/create_folder_v2',
        body: { json: { path, autorename } },
      }),
      reply: metadata,
      answer: ({ metadata }) => flatten({ '.tag': 'folder', ...(metadata as { [key: string]: Json }) }), // came as JSON
      examples: [
        {
          input: { path: '/Reports' },
          sends: { method: 'POST', path: '/2/files/create_folder_v2', body: { path: '/Reports', autorename: false } },
          reply: {
            body: {
              metadata: {
                ...{ name: 'Reports', id: 'id:a4ayc_80_OEAAAAAAAAAXz' },
                ...{ path_lower: '/reports', path_display: '/Reports' },
              },
            },
          },
          gives: {
            ...{ kind: 'folder', id: 'id:a4ayc_80_OEAAAAAAAAAXz', name: 'Reports', path: '/Reports' },
            ...{ bytes: null, modifiedAt: null },
          },
        },
      ],
    }),
    move: defineAction({
      title: 'Move or rename',
      summary: 'Moves a file or folder, or gives it another name.',
      group: 'Files',
      kind: 'write',
      scopes: ['files.content.write'],
      input: z.object({ from: filePath('From'), to: filePath('To'), autorename }),
      request: ({ from, to, autorename }) => ({
        method: 'POST',
        path: '/2/files/move_v2',
        body: { json: { from_path: from, to_path: to, autorename } },
      }),
      reply: metadata,
      answer: ({ metadata }) => flatten(metadata as Json), // came as JSON
      examples: [
        {
          input: { from: '/may.pdf', to: '/Reports/may.pdf' },
          sends: {
            method: 'POST',
            path: '/2/files/move_v2',
            body: { from_path: '/may.pdf', to_path: '/Reports/may.pdf', autorename: false },
          },
          reply: { body: { metadata: file } },
          gives: flat,
        },
      ],
    }),
    delete: defineAction({
      title: 'Delete a file or folder',
      summary: 'Moves a file or folder to the deleted ones, with all that is in it.',
      group: 'Files',
      kind: 'delete',
      scopes: ['files.content.write'],
      input: z.object({ path: filePath('File or folder') }),
      request: ({ path }) => ({ method: 'POST', path: '/2/files/delete_v2', body: { json: { path } } }),
      reply: metadata,
      answer: ({ metadata }) => ({ deleted: metadata.name }),
      examples: [
        {
          input: { path: '/Reports/may.pdf' },
          sends: { method: 'POST', path: '/2/files/delete_v2', body: { path: '/Reports/may.pdf' } },
          reply: { body: { metadata: file } },
          gives: { deleted: 'may.pdf' },
        },
      ],
    }),
    share: defineAction({
      title: 'Share a file',
      summary: 'Makes a link to a file or folder.',
      group: 'Sharing',
      kind: 'send',
      scopes: ['sharing.write'],
      input: z.object({ path: filePath('File or folder') }),
      request: ({ path }) => ({
        method: 'POST',
        path: '/2/sharing/create_shared_link_with_settings',
        body: { json: { path } },
      }),
      reply: z.looseObject({ url: z.string() }),
      answer: ({ url }) => ({ url }),
      examples: [
        {
          input: { path: '/Reports/may.pdf' },
          sends: {
            method: 'POST',
            path: '/2/sharing/create_shared_link_with_settings',
            body: { path: '/Reports/may.pdf' },
          },
          reply: {
            body: {
              ...{ '.tag': 'file', url: 'https://www.dropbox.com/s/2sn712vy1ovegw8/may.pdf?dl=0', name: 'may.pdf' },
              ...{ id: 'id:a4ayc_80_OEAAAAAAAAAXw', client_modified: '2026-05-12T15:50:38Z', rev: 'a1c10ce0dd78' },
              ...{ server_modified: '2026-05-12T15:50:38Z', size: 7212, path_lower: '/reports/may.pdf' },
              link_permissions: {
                ...{
                  can_revoke: false,
                  can_set_expiry: false,
                  can_remove_expiry: false,
                  allow_download: true,
                  can_allow_download: true,
                },
                ...{ can_disallow_download: false, allow_comments: true, team_restricts_comments: false },
                visibility_policies: [],
              },
            },
          },
          gives: { url: 'https://www.dropbox.com/s/2sn712vy1ovegw8/may.pdf?dl=0' },
        },
      ],
    }),
  },
  triggers: {
    'changed-file': defineTrigger({
      title: 'When a file is added or changed',
      summary: 'Begins a run for each file that is new or changed in a folder.',
      group: 'Files',
      scopes: ['files.metadata.read'],
      input: z.object({ folder }),
      poll: {
        everySeconds: 60,
        request: ({ folder }, { cursor }) =>
          typeof cursor === 'string'
            ? { method: 'POST', path: '/2/files/list_folder/continue', body: { json: { cursor } } }
            : {
                method: 'POST',
                path: '/2/files/list_folder/get_latest_cursor',
                body: { json: { path: folder === '/' ? '' : folder, recursive: true } },
              },
        read: (body) => {
          const { entries, cursor } = isJsonObject(body) ? body : {}
          const files = (Array.isArray(entries) ? entries : [])
            .filter(isJsonObject)
            .filter((one) => one['.tag'] === 'file')
          return {
            events: files.map((one) => ({ id: `${one.id} ${one.rev}`, payload: flatten(one) })),
            cursor: cursor ?? null,
          }
        },
        examples: [
          {
            ...{ input: {}, cursor: null },
            sends: {
              method: 'POST',
              path: '/2/files/list_folder/get_latest_cursor',
              body: { path: '', recursive: true },
            },
            reply: { body: { cursor: 'AAFirst' } },
            ...{ events: [], next: 'AAFirst' },
          },
          {
            ...{ input: {}, cursor: 'AAFirst' },
            sends: { method: 'POST', path: '/2/files/list_folder/continue', body: { cursor: 'AAFirst' } },
            reply: { body: { entries: [file], cursor: 'AASecond', has_more: false } },
            events: [{ id: 'id:a4ayc_80_OEAAAAAAAAAXw a1c10ce0dd78', payload: flat }],
            next: 'AASecond',
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
    ...{ kind: item['.tag'] ?? null, id: item.id ?? null, name: item.name ?? null },
    ...{ path: item.path_display ?? null, bytes: item.size ?? null, modifiedAt: item.server_modified ?? null },
  }
}

/** Headers hold ASCII only: everything else is escaped, as Dropbox wants it. */
function headerJson(value: Json): string {
  return JSON.stringify(value).replace(
    /[\u007f-\uffff]/g,
    (sign) => `\\u${sign.charCodeAt(0).toString(16).padStart(4, '0')}`,
  )
}

function complaint({ status, body }: ActionReply): Complaint | null {
  if (status < 400) return null
  if (typeof body === 'string') return body === '' ? null : { message: body.slice(0, 300) }
  if (!isJsonObject(body) || typeof body.error_summary !== 'string') return null
  const code = body.error_summary.replace(/[/.]+$/, '')
  const isSignIn = status === 401 && /expired_access_token|invalid_access_token/.test(code)
  return { message: code.replaceAll('_', ' ').replaceAll('/', ': '), code, isSignIn }
}
