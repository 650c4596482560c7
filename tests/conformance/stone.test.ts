import { readStone } from './stone.ts'
import { json, testKind } from './test-kind.ts'

testKind('Dropbox Stone', {
  document: readStone(
    {
      routes: [
        { path: '/2/files/list_folder', arg: 'ListFolderArg', result: 'Metadata', style: 'rpc', host: 'api' },
        { path: '/2/files/upload', arg: 'ListFolderArg', result: 'Metadata', style: 'upload', host: 'content' },
      ],
    },
    {
      files: [
        'namespace files',
        'import common',
        'struct ListFolderArg extends common.Base',
        '    "What is asked, with a',
        '    wrong Field in its text."',
        '    path String(pattern="/.*")',
        '        "Where."',
        '    limit UInt32(max_value=2000)?',
        '    mode WriteMode = add',
        '',
        'union WriteMode',
        '    add',
        '    update Rev',
        '',
        'alias Rev = String(min_length=9)',
        'struct Metadata',
        '    union*',
        '        file FileMetadata',
        '        folder FolderMetadata',
        '    name String',
        'struct FileMetadata extends Metadata',
        '    size UInt64',
        'struct FolderMetadata extends Metadata',
        '    id String?',
        '',
        '    example default',
        '        id = "a"',
      ].join('\n'),
      common: 'namespace common\nstruct Base\n    actor String?\n',
    },
  ),
  call: {
    method: 'POST',
    path: '/2/files/list_folder',
    ...json({ path: '/a', limit: 10, mode: 'add', actor: 'me' }),
  },
  reply: { '.tag': 'file', name: 'a', size: 1 },
  wrong: {
    'a path': { call: { path: '/2/files/list_folders' }, finds: null },
    'a host': {
      call: { host: 'content.dropboxapi.com' },
      finds: 'files/list_folder is at api.dropboxapi.com, not content.dropboxapi.com',
    },
    'a method': { call: { method: 'GET' }, finds: null },
    'any query parameter': {
      call: { query: { limit: '1' } },
      finds: 'query.limit is not a parameter of files/list_folder',
    },
    'a missing body field': { call: json({}), finds: 'body.path is missing' },
    'an unknown body field': {
      call: json({ path: '/a', Field: 1 }),
      finds: 'body.Field is not a field of files/list_folder',
    },
    'the type of a body field': {
      call: json({ path: '/a', limit: 'ten' }),
      finds: 'body.limit is text, not a whole number',
    },
    'too large a number': { call: json({ path: '/a', limit: 2001 }), finds: 'body.limit is 2001, more than 2000' },
    'a tag': { call: json({ path: '/a', mode: 'replace' }), finds: 'body.mode is "replace", not one of "add"' },
    'the argument of an upload': {
      call: {
        path: '/2/files/upload',
        headers: { 'dropbox-api-arg': '{"to":"/a"}' },
        body: { kind: 'file', value: 'a' },
      },
      finds: 'header.dropbox-api-arg.path is missing',
    },
    'a reply of one kind': { reply: { '.tag': 'file', name: 'a' }, finds: 'reply.size is missing' },
    'a made-up field of a reply': {
      reply: { '.tag': 'folder', name: 'a', size: 1 },
      finds: 'reply.size is not a field of it',
    },
  },
})
